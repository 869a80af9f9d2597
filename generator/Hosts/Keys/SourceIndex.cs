using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Lathe.Generator.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Lathe.Generator.Hosts.Keys;

/// <summary>The declarations of one compilation, and what each network's evaluation may depend on: all declarations that can be reached by
/// following names. Equal keys mean equal evaluations, so that most edits cost the reading of one file.</summary>
internal sealed class SourceIndex
{
    static readonly ConditionalWeakTable<MetadataReference, StrongBox<long>> ReferenceNumbers = new();
    static long lastReferenceNumber;

    readonly List<(SourceUnit Unit, SyntaxTree Tree)> units = [];
    readonly Dictionary<string, List<int>> unitsByName = new(StringComparer.Ordinal);
    readonly ImmutableArray<string> globalMentions;
    readonly ContentHash environment;
    readonly bool hasGenerated;

    SourceIndex(Compilation compilation, CancellationToken cancellation)
    {
        var files = new List<SourceFile>();
        foreach (var tree in compilation.SyntaxTrees)
        {
            if (GeneratedFiles.IsOurs(tree.FilePath))
            {
                hasGenerated = true;
                continue;
            }

            var file = SourceFile.Of(tree, cancellation);
            files.Add(file);
            foreach (var unit in file.Units)
            {
                Add(unit, tree);
            }
        }

        globalMentions = [.. files.SelectMany(file => file.GlobalMentions).Distinct()];
        environment = Environment(compilation, files);
        Networks = [.. units.SelectMany(entry => entry.Unit.Networks).Distinct().OrderBy(name => name, StringComparer.Ordinal)];
    }

    /// <summary>The metadata names of the types that may be networks, sorted.</summary>
    public ImmutableArray<string> Networks { get; }

    public static SourceIndex Of(Compilation compilation, CancellationToken cancellation) => new(compilation, cancellation);

    /// <summary>The hash of all that the evaluation of a network can depend on.</summary>
    public NetworkKey KeyOf(string network)
    {
        var pending = new Stack<string>([.. globalMentions, .. SourceUnit.NamesWithoutMention]);
        foreach (var name in units.Where(entry => entry.Unit.Networks.Contains(network)).SelectMany(entry => entry.Unit.Names))
        {
            pending.Push(name);
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        var reached = new HashSet<int>();
        while (pending.Count > 0)
        {
            var name = pending.Pop();
            if (!names.Add(name))
            {
                continue;
            }

            Follow(name, reached, pending);

            // [Foo] may mean FooAttribute.
            Follow(name + "Attribute", reached, pending);
        }

        // In their order, which is that of the parts of a partial type. Members are told apart by their files, too.
        var ordered = reached.OrderBy(unit => unit).Select(unit => units[unit]).ToArray();
        var tokens = ordered.Aggregate(environment.With(network), (hash, entry) => hash.With(entry.Tree.FilePath).With(entry.Unit.Tokens));
        var key = new NetworkKey(tokens, ordered.Select(entry => entry.Tree).Distinct(), hasGenerated);
        return names.Overlaps(SourceUnit.NamesOfText) ? key with { Tokens = tokens.With(key.Text()) } : key;
    }

    void Add(SourceUnit unit, SyntaxTree tree)
    {
        foreach (var name in unit.Names)
        {
            if (!unitsByName.TryGetValue(name, out var same))
            {
                unitsByName.Add(name, same = []);
            }

            same.Add(units.Count);
        }

        units.Add((unit, tree));
    }

    void Follow(string name, HashSet<int> reached, Stack<string> pending)
    {
        if (!unitsByName.TryGetValue(name, out var declared))
        {
            return;
        }

        foreach (var unit in declared.Where(reached.Add))
        {
            foreach (var mention in units[unit].Unit.Mentions)
            {
                pending.Push(mention);
            }
        }
    }

    /// <summary>What every network depends on: references, options, namespaces, global usings.</summary>
    static ContentHash Environment(Compilation compilation, List<SourceFile> files)
    {
        var hash = ContentHash.Start.With(compilation.AssemblyName ?? "");
        foreach (var reference in compilation.References)
        {
            hash = hash.With((ulong)ReferenceNumbers.GetValue(reference, _ => new(Interlocked.Increment(ref lastReferenceNumber))).Value);
        }

        if (compilation is CSharpCompilation { LanguageVersion: var version, Options: { CheckOverflow: var @checked, AllowUnsafe: var @unsafe, NullableContextOptions: var nullable } })
        {
            hash = hash.With((ulong)version).With(@checked ? 1UL : 0UL).With(@unsafe ? 1UL : 0UL).With((ulong)nullable);
        }

        foreach (var symbol in compilation.SyntaxTrees.FirstOrDefault()?.Options.PreprocessorSymbolNames ?? [])
        {
            hash = hash.With(symbol);
        }

        var names = files.SelectMany(file => file.Namespaces).Distinct().OrderBy(name => name, StringComparer.Ordinal);
        var usings = files.SelectMany(file => file.GlobalUsings).Distinct().OrderBy(text => text, StringComparer.Ordinal);
        return names.Concat(usings).Aggregate(hash, (current, text) => current.With(text));
    }
}
