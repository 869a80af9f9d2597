using System.Text;

namespace Lathe.Generator.Emit.CSharp;

/// <summary>A static class of what networks share, in several files: each member once.</summary>
/// <param name="name">The name of the class.</param>
/// <param name="summary">What it holds.</param>
/// <param name="namespaces">What its members are written against.</param>
/// <param name="head">Its first lines.</param>
internal sealed class KernelLibrary(string name, string summary, IReadOnlyList<string> namespaces, string head = "")
{
    /// <summary>Characters of kernels that one file holds before the next begins.</summary>
    const int FileLength = 60_000;

    /// <summary>Kernels for the processor.</summary>
    public static KernelLibrary Kernels { get; } = new(
        "Kernels",
        "The kernels that the networks of this assembly share.",
        ["System", "System.Runtime.CompilerServices", "Lathe.Kernels"],
        "    /// <summary>Kernels run at full speed from their first call.</summary>\n    const MethodImplOptions Compiled = MethodImplOptions.AggressiveOptimization;\n\n");

    /// <summary>CUDA C, and the methods that launch it.</summary>
    public static KernelLibrary CudaKernels { get; } = new(
        "CudaKernels", "The kernels that the networks of this assembly share on CUDA devices.", ["Lathe.Abi", "Lathe.Kernels.Cuda"]);

    /// <summary>The files. Where members of one name differ in the names of variables, the first is taken.</summary>
    public IEnumerable<(string HintName, string Text)> Print(IEnumerable<LibraryMember> members)
    {
        var (file, text) = (0, new StringBuilder());
        foreach (var same in members.GroupBy(member => member.Name, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var member = same.First();
            if (same.Any(other => other.Hash != member.Hash))
                throw new InvalidOperationException($"Two kernels have the name {member.Name}.");
            if (text.Length > 0)
                text.Append('\n');
            text.Append(member.Text);
            if (text.Length > FileLength)
            {
                yield return PrintFile(file++, text.ToString());
                text.Clear();
            }
        }

        if (text.Length > 0)
            yield return PrintFile(file, text.ToString());
    }

    (string HintName, string Text) PrintFile(int number, string members)
    {
        var code = new CodeWriter();
        FileHeader.Begin(code, "Lathe.Generated");
        FileHeader.Use(code, [.. namespaces]);
        code.Line();
        code.Line($"/// <summary>{summary}</summary>");
        if (number == 0)
            code.Line(FileHeader.Attribute);
        code.Line($"internal static partial class {name}");
        return ($"Lathe.{name}.{CSharpLiteral.Of(number)}.g.cs", code + "{\n" + (number == 0 ? head : "") + members + "}\n");
    }
}
