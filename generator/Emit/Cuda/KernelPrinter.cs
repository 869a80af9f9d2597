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
        CudaMember.Function(code, $"extern \"C\" __global__ void __launch_bounds__({CudaLiteral.Of(Team.Threads)}) {Name}({parameters.Declaration()})", parameters, kernel);
        var text = code.ToString();
        var member = LibraryMember.Of(verb, text, name => CudaMember.Declare(
            name, ("void", "CudaRecording recording, nint blocks"), "recording.Launch(FIELD, new(blocks)", ("CudaKernel", ""), parameters,
            $"// {verb.Replace('_', ' ')}\n{names.Named(text).Replace(Name, name)}"));
        return new(member, "", parameters.Arguments);
    }
}
