using System.Globalization;
using Lathe.Generator.Emit;
using Lathe.Generator.Emit.CSharp;

namespace Lathe.Generator.Hosts;

/// <summary>Writes what users can name: <c>Compile</c> of each network, with its figures in the documentation.</summary>
internal static class SurfaceWriter
{
    /// <summary>The file of a network's surface.</summary>
    /// <param name="source">The network.</param>
    /// <param name="isCompiled">Whether its program is generated too; not in the editor, where nothing runs, and not where the network has errors.</param>
    public static GeneratedFile Write(NetworkSource source, bool isCompiled)
    {
        var code = new CodeWriter();
        FileHeader.Begin(code, source.Shell.Namespace);
        foreach (var header in source.Shell.Headers)
        {
            code.Open(header);
        }

        WriteCompile(code, source, isCompiled);
        foreach (var _ in source.Shell.Headers)
        {
            code.Close();
        }

        return new(source.Shell.FileName + ".g.cs", code.ToString());
    }

    static void WriteCompile(CodeWriter code, NetworkSource source, bool isCompiled)
    {
        code.Line($"/// <summary>Gives {source.Shell.Name} memory and initial weights on a device.</summary>");
        if (source.Figures is { } figures)
        {
            code.Line($"/// <remarks>{Text(figures)}</remarks>");
        }

        code.Line("/// <param name=\"device\">Where to run; <see cref=\"global::Lathe.Device.Best\"/> if null.</param>");
        code.Line("/// <param name=\"seed\">What initial values and random masks are drawn from.</param>");
        code.Line("/// <returns>The network, ready to train or to predict; dispose of it to free its memory.</returns>");
        code.Line(FileHeader.Attribute);
        code.Line($"public static {(source.Shell.HidesBase ? "new " : "")}global::Lathe.Network Compile(global::Lathe.Device? device = null, ulong seed = 0) =>");
        code.Line(isCompiled && source.Graph is { Name: var name }
            ? $"    global::Lathe.Network.Create(new {CSharpEmitter.ProgramName(name)}(), device, seed);"
            : "    throw new global::System.InvalidOperationException(\"The network was not compiled: the project has errors.\");");
    }

    static string Text(NetworkFigures figures) => string.Format(
        CultureInfo.InvariantCulture,
        "Input {0}; {1:#,0} parameters; {2:#,0} multiply-adds a sample in inference.",
        string.Join(" x ", figures.Input.Items),
        figures.Parameters,
        figures.MultiplyAdds);
}
