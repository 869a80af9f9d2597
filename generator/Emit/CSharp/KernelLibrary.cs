using System.Collections.Concurrent;
using System.Text;

namespace Lathe.Generator.Emit.CSharp;

/// <summary>The kernels of all networks, each once, and the tables of positions that they read.</summary>
internal sealed class KernelLibrary
{
    /// <summary>Characters of kernels that one file holds before the next begins.</summary>
    const int FileLength = 60_000;

    readonly ConcurrentDictionary<KernelSource, KernelCode> bySource = new();
    readonly Dictionary<string, Entry> byStructure = new(StringComparer.Ordinal);
    readonly Dictionary<string, string> tables = new(StringComparer.Ordinal);
    readonly HashSet<string> names = new(StringComparer.Ordinal);
    readonly List<Entry> entries = [];

    /// <summary>The code of a kernel, printed once for equal sources. Networks may ask side by side.</summary>
    public KernelCode Code(KernelSource source) => bySource.GetOrAdd(source, KernelPrinter.Print);

    /// <summary>The name under which launches call a kernel.</summary>
    /// <param name="verb">What the kernel does; the first of several equal kernels gives its name.</param>
    /// <param name="code">The kernel.</param>
    public string Add(string verb, KernelCode code)
    {
        if (!byStructure.TryGetValue(code.Structure, out var entry))
        {
            entry = new(Unique(Identifier.Pascal(verb), code.Structure), code);
            byStructure.Add(code.Structure, entry);
            entries.Add(entry);
        }

        return entry.Name;
    }

    /// <summary>The name of a table of positions.</summary>
    public string Table(IReadOnlyList<int> table)
    {
        var elements = string.Join(", ", table.Select(element => CSharpLiteral.Of(element)));
        if (!tables.TryGetValue(elements, out var name))
        {
            name = Unique("Positions", elements);
            tables.Add(elements, name);
        }

        return name;
    }

    /// <summary>The files.</summary>
    public IEnumerable<(string HintName, string Text)> Print()
    {
        var bodies = entries.OrderBy(entry => entry.Name, StringComparer.Ordinal).Select(Print)
            .Concat(tables.OrderBy(table => table.Value, StringComparer.Ordinal).Select(table =>
                $"    /// <summary>Positions along an axis.</summary>\n    internal static ReadOnlySpan<int> {table.Value} => [{table.Key}];\n"));
        var (file, members) = (0, new StringBuilder());
        foreach (var body in bodies)
        {
            if (members.Length > 0)
                members.Append('\n');
            members.Append(body);
            if (members.Length > FileLength)
            {
                yield return PrintFile(file++, members.ToString());
                members.Clear();
            }
        }

        if (members.Length > 0)
            yield return PrintFile(file, members.ToString());
    }

    static (string HintName, string Text) PrintFile(int number, string members)
    {
        var code = new CodeWriter();
        FileHeader.Begin(code, "Lathe.Generated");
        FileHeader.Use(code, "System", "System.Runtime.CompilerServices", "Lathe.Kernels");
        code.Line();
        code.Line("/// <summary>The kernels that the networks of this assembly share.</summary>");
        if (number == 0)
            code.Line(FileHeader.Attribute);
        code.Line("internal static partial class Kernels");
        var options = number > 0 ? "" : "    /// <summary>Kernels run at full speed from their first call.</summary>\n    const MethodImplOptions Compiled = MethodImplOptions.AggressiveOptimization;\n\n";
        return ($"Lathe.Kernels.{CSharpLiteral.Of(number)}.g.cs", code + "{\n" + options + members + "}\n");
    }

    static string Print(Entry entry)
    {
        var code = new CodeWriter(1);
        var names = entry.Code.Arguments.Select(argument => argument.Name).ToArray();
        var parameters = string.Concat(names.Select(name => $", nint {name}"));
        var arguments = string.Concat(names.Select(name => ", " + name));
        var types = entry.Code.Tail is null ? "<V>" : "<V, T>";
        var constraints = "    where V : struct, ILanes<V>" + (entry.Code.Tail is null ? "" : " where T : struct, ITail");
        code.Line($"internal static void {entry.Name}{types}(Launcher launcher, nint chunks{parameters})");
        code.Line($"{constraints} => launcher.Launch({entry.Name}{types}, chunks{arguments});");
        code.Line();
        code.Line("[MethodImpl(Compiled)]");
        code.Line($"static void {entry.Name}{types}(ReadOnlySpan<nint> arguments, nint begin, nint end, nint scratch)");
        code.Open(constraints);
        code.Lines(entry.Code.Body);
        code.Close();
        return code.ToString();
    }

    string Unique(string verb, string content)
    {
        var hash = StableHash.Of(content);
        for (var digits = 6; ; digits++)
        {
            var name = $"{verb}_{StableHash.Text(hash, digits)}";
            if (names.Add(name))
                return name;
        }
    }

    sealed record Entry(string Name, KernelCode Code);
}
