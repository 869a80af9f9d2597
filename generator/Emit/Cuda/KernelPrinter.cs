using Lathe.Generator.Plan;

namespace Lathe.Generator.Emit.Cuda;

/// <summary>The CUDA C of one kernel before it has a name.</summary>
/// <param name="Structure">The text with a placeholder for its name and for those of loop variables: what makes two kernels one.</param>
/// <param name="Text">The text with a placeholder for its name.</param>
/// <param name="Arguments">Its parameters, and what the launch at hand passes for each.</param>
/// <param name="Constants">The numbers that it is compiled for, and what they are for the launch at hand.</param>
internal sealed record KernelCode(
    string Structure,
    string Text,
    IReadOnlyList<(string Name, KernelArgument Argument)> Arguments,
    IReadOnlyList<(string Name, KernelArgument Argument)> Constants);

/// <summary>Prints a region as one kernel: a block of threads runs over a chunk, sweep after sweep.</summary>
internal static class KernelPrinter
{
    /// <summary>What stands where the name of the kernel goes.</summary>
    public const string Name = "‹kernel›";

    public static KernelCode Print(KernelSource source)
    {
        var (chunkAxis, _, maps) = source;
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
        return new(text, names.Named(text), parameters.Arguments, parameters.Constants);
    }
}
