namespace Lathe.Generator.Emit;

/// <summary>That a launch uses a kernel or a table of a library. It has a name once the uses before it have theirs: the first network that uses a kernel
/// names it, while the launches of all networks are made side by side.</summary>
/// <param name="add">Adds what is used to its library, which gives the name.</param>
internal sealed class LibraryUse(Func<string> add)
{
    string? name;

    public string Name => name ?? throw new InvalidOperationException("What a launch uses has no name yet.");

    public void Add() => name = add();
}
