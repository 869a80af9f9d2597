using System.Globalization;
using System.Runtime;
using Lathe.Bench.Generator;
using Lathe.Bench.Steps;
using Lathe.Generator.Hosts;
using Lathe.Kernels;

namespace Lathe.Bench.Floor;

/// <summary>How near a step comes to its floor: the sum of its contractions, each timed alone, and of its bytes over the bandwidth of the memory.</summary>
internal static class FloorReport
{
    const double SecondsPerContraction = 0.05;

    /// <summary>Prints the contractions of a training step or of inference and the ratio of the step to its floor as Markdown.</summary>
    public static void Print(string name, int batch, int threads, bool isTraining)
    {
        var contractions = StepContraction.Of(GraphOf(name), batch, isTraining)
            .GroupBy(contraction => contraction.Description, StringComparer.Ordinal)
            .Select(group => (Contraction: group.First(), Count: group.Count())).ToArray();
        AwaitCompiler();
        using var pool = new WorkerPool(threads);
        using var launcher = new PooledLauncher(pool, Widest());
        pool.BeginStep();
        var bandwidth = Bandwidth.Measure(launcher);
        var rows = contractions.Select(pair => (pair.Contraction, pair.Count, Each: Milliseconds(pair.Contraction, launcher))).OrderByDescending(row => row.Count * row.Each).ToArray();
        pool.EndStep();

        using var workload = new Workload(name, batch, new CpuOptions { Threads = threads });
        var step = StepTimes.Median(isTraining ? workload.TrainingStep : workload.Predict, threads, seconds: 2);
        var bytes = isTraining ? workload.Network.Costs.TrainingTraffic(batch) : workload.Network.Costs.InferenceTraffic(batch);
        var (contracting, moving) = (rows.Sum(row => row.Count * row.Each), 1000 * bytes / bandwidth);

        Print($"{name}, batch {batch}, {threads} threads, {(isTraining ? "training step" : "inference")}: {step:F2} ms, {step / (contracting + moving):F2} times the floor of {contracting + moving:F2} ms:");
        Print($"{contracting:F2} ms of {rows.Sum(row => row.Count)} contractions alone, {moving:F2} ms for {bytes / 1e6:F1} MB at {bandwidth / 1e9:F1} GB/s.");
        Print($"");
        Print($"| ms | count | ms each | G multiply-adds/s | contraction |");
        Print($"| --- | --- | --- | --- | --- |");
        foreach (var (contraction, count, each) in rows)
            Print($"| {count * each:F3} | {count} | {each:F3} | {contraction.MultiplyAdds / each / 1e6:F0} | {contraction.Description} |");
    }

    static Lathe.Generator.Graph.NetworkGraph GraphOf(string name) =>
        NetworkEvaluations.Of(ModelSources.Compile(), CancellationToken.None).Items
            .Single(network => network.Shell.Name.Split('.')[^1].Equals(name, StringComparison.OrdinalIgnoreCase)).Graph!;

    /// <summary>Waits until the just-in-time compiler is done with what evaluated the network: it would take a processor from what is timed.</summary>
    static void AwaitCompiler()
    {
        long compiled;
        do
        {
            compiled = JitInfo.GetCompiledMethodCount();
            Thread.Sleep(500);
        }
        while (JitInfo.GetCompiledMethodCount() != compiled);
    }

    /// <summary>The median time of a contraction alone, on operands of its own.</summary>
    static double Milliseconds(StepContraction contraction, Launcher launcher)
    {
        using AlignedMemory left = new(), right = new(), result = new();
        Fill(left, contraction.LeftLength);
        Fill(right, contraction.RightLength);
        Fill(result, contraction.ResultLength);
        return StepTimes.Median(() => contraction.Run(launcher, left.Address, right.Address, result.Address), launcher.Workers, SecondsPerContraction);
    }

    static unsafe void Fill(AlignedMemory memory, long length)
    {
        var random = new Random(1);
        foreach (ref var value in new Span<float>((void*)memory.Reserve((nint)length * sizeof(float)), (int)length))
            value = random.NextSingle() - 0.5f;
    }

    static VectorWidth Widest() =>
        System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated ? VectorWidth.Bits512
        : System.Runtime.Intrinsics.Vector256.IsHardwareAccelerated ? VectorWidth.Bits256 : VectorWidth.Plain;

    static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
