using System.Text;
using Lathe.Generator.Plan;

namespace Lathe.Generator.Emit.Cuda;

/// <summary>Prints a region as one kernel: a block of threads runs over a chunk, sweep after sweep.</summary>
internal static class KernelPrinter
{
    /// <summary>What stands where the name of the kernel goes.</summary>
    const string Name = "‹kernel›";

    public static Kernel Print(KernelSource source)
    {
        var (verb, chunkAxis, _, maps) = source;
        var parameters = new KernelParameters();
        var indices = new IndexPrinter(parameters);
        var accesses = new AccessPrinter(parameters, indices);
        var names = new NameCounter();
        var table = new ExpressionTable();
        var kernel = new Scope(names);
        var block = kernel.Inner();
        var stored = maps.Items.OfType<MapItem>().SelectMany(map => map.Stores.Items.Select(store => store.Target.Value)).Distinct().ToArray();
        var scalars = new ScalarPrinter(parameters, indices, accesses, block, stored);
        var chunk = block.Bind(chunkAxis.Id, chunkAxis.Name);
        var start = indices.Print(chunkAxis.Start, kernel);
        kernel.Code.Line($"const index {chunk} = blockIdx.x{(start == "0" ? "" : $" + {start}")};");
        var sweeps = new SweepPrinter(table, scalars, accesses, indices);
        var isFirst = true;
        foreach (var item in Sweep.Joined(maps))
        {
            if (!isFirst)
                block.Code.Line("__syncthreads();");
            isFirst = false;
            sweeps.Print((Sweep)item, block);
        }

        kernel.Code.Lines(block.Code.ToString());
        var code = new CodeWriter();
        foreach (var line in parameters.Tables)
            code.Line(line);
        code.Line($"extern \"C\" __global__ void __launch_bounds__({CudaLiteral.Of(Team.Threads)}) {Name}({parameters.Declaration()})");
        code.Line("{");
        foreach (var line in parameters.Conversions())
            code.Line("    " + line);
        foreach (var line in kernel.Code.ToString().Split('\n').Where(line => line.Length > 0))
            code.Line("    " + line);
        code.Line("}");
        var text = code.ToString();
        var member = LibraryMember.Of(verb, text, name => Declaration(name, parameters, $"// {verb.Replace('_', ' ')}\n{names.Named(text).Replace(Name, name)}"));
        return new(member, "", parameters.Arguments);
    }

    /// <summary>The method that launches the kernel, and the field that holds its text.</summary>
    static string Declaration(string name, KernelParameters parameters, string text)
    {
        var field = char.ToLowerInvariant(name[0]) + name.Substring(1);
        var (arguments, constants) = (parameters.Names, parameters.Constants);
        var code = new CodeWriter(1);
        code.Line($"internal static void {name}(CudaRecording recording, nint blocks{string.Concat(arguments.Concat(constants).Select(parameter => $", nint {parameter}"))}) =>");
        code.Line($"    recording.Launch({field}, new(blocks), [{string.Join(", ", constants)}]{string.Concat(arguments.Select(argument => ", " + argument))});");
        code.Line();
        code.Line($"static readonly CudaKernel {field} = new(\"{name}\", [{string.Join(", ", constants.Select(constant => $"\"{constant}\""))}], static () =>");
        var declaration = new StringBuilder(code.ToString()).Append("        \"\"\"\n");
        foreach (var line in text.Split('\n').Where(line => line.Length > 0))
            declaration.Append("        ").Append(line).Append('\n');
        return declaration.Append("        \"\"\"u8);\n").ToString();
    }
}
