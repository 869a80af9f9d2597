using System.Collections;
using System.Runtime.CompilerServices;

namespace Lathe;

/// <summary>Modules applied one after the other; their paths are their positions, counted from 0, stateless ones included.</summary>
[CollectionBuilder(typeof(Sequential), nameof(Create))]
public sealed record Sequential : Module, IReadOnlyList<Module>
{
    readonly Module[] modules;

    /// <summary>The modules in order of application.</summary>
    public Sequential(params Module[] modules) => this.modules = modules;

    /// <inheritdoc/>
    public int Count => modules.Length;

    /// <inheritdoc/>
    public Module this[int index] => modules[index];

    /// <summary>What collection expressions call.</summary>
    public static Sequential Create(ReadOnlySpan<Module> modules) => new(modules.ToArray());

    /// <inheritdoc/>
    public IEnumerator<Module> GetEnumerator() => ((IEnumerable<Module>)modules).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
