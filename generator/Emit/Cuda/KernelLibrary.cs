using System.Collections.Concurrent;
using System.Text;
using Lathe.Generator.Emit.CSharp;

namespace Lathe.Generator.Emit.Cuda;

/// <summary>The CUDA C of all networks' kernels, each once, and the C# methods that launch them.</summary>
internal sealed class KernelLibrary
{
    /// <summary>Characters of kernels that one file holds before the next begins.</summary>
    const int FileLength = 60_000;

    readonly ConcurrentDictionary<KernelSource, KernelCode> bySource = new();
    readonly Dictionary<string, Entry> byStructure = new(StringComparer.Ordinal);
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
            entry = new(Unique(Identifier.Pascal(verb), code.Structure), verb, code);
            byStructure.Add(code.Structure, entry);
            entries.Add(entry);
        }

        return entry.Name;
    }

    /// <summary>The files.</summary>
    public IEnumerable<(string HintName, string Text)> Print()
    {
        var (file, members) = (0, new StringBuilder());
        foreach (var entry in entries.OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            if (members.Length > 0)
                members.Append('\n');
            members.Append(Print(entry));
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
        FileHeader.Use(code, "Lathe.Abi", "Lathe.Kernels.Cuda");
        code.Line();
        code.Line("/// <summary>The kernels that the networks of this assembly share on CUDA devices.</summary>");
        if (number == 0)
            code.Line(FileHeader.Attribute);
        code.Line("internal static partial class CudaKernels");
        return ($"Lathe.CudaKernels.{CSharpLiteral.Of(number)}.g.cs", code + "{\n" + members + "}\n");
    }

    static string Print(Entry entry)
    {
        var (name, field) = (entry.Name, char.ToLowerInvariant(entry.Name[0]) + entry.Name.Substring(1));
        var (arguments, constants) = (entry.Code.Arguments.Select(argument => argument.Name).ToArray(), entry.Code.Constants.Select(constant => constant.Name).ToArray());
        var code = new CodeWriter(1);
        code.Line($"internal static void {name}(CudaRecording recording, nint blocks{string.Concat(arguments.Concat(constants).Select(parameter => $", nint {parameter}"))}) =>");
        code.Line($"    recording.Launch({field}, new(blocks), [{string.Join(", ", constants)}]{string.Concat(arguments.Select(argument => ", " + argument))});");
        code.Line();
        code.Line($"static readonly CudaKernel {field} = new(\"{name}\", [{string.Join(", ", constants.Select(constant => $"\"{constant}\""))}], static () =>");
        var text = new StringBuilder(code.ToString()).Append("        \"\"\"\n");
        foreach (var line in $"// {entry.Verb.Replace('_', ' ')}\n{entry.Code.Text.Replace(KernelPrinter.Name, name)}".Split('\n').Where(line => line.Length > 0))
            text.Append("        ").Append(line).Append('\n');
        return text.Append("        \"\"\"u8);\n").ToString();
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

    sealed record Entry(string Name, string Verb, KernelCode Code);
}
