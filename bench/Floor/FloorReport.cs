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
    const int Rounds = 5;
    const double SecondsPerContraction = 0.05, SecondsPerStep = 2;

    /// <summary>Prints the contractions of a training step or of inference and the ratio of the step to its floor as Markdown: medians of rounds that time both,
    /// for the machine may be slower in one minute than in the next.</summary>
    public static void Print(string name, int batch, int threads, bool isTraining)
    {
        using var workload = new Workload(name, batch, new CpuOptions { Threads = threads });
        var contractions = StepContraction.Of(GraphOf(name), batch, isTraining)
            .GroupBy(contraction => contraction.Description, StringComparer.Ordinal)
            .Select(group => (Contraction: group.First(), Count: group.Count())).ToArray();
        AwaitCompiler();
        var bytes = isTraining ? workload.Network.Costs.TrainingTraffic(batch) : workload.Network.Costs.InferenceTraffic(batch);
        using var pool = new WorkerPool(threads);
        using var launcher = new PooledLauncher(pool, Widest());

        var rounds = new Round[Rounds];
        foreach (ref var round in rounds.AsSpan())
        {
            pool.BeginStep();
            var bandwidth = Bandwidth.Measure(launcher);
            double[] each = [.. contractions.Select(pair => Milliseconds(pair.Contraction, launcher))];
            pool.EndStep();
            var step = StepTimes.Median(isTraining ? workload.TrainingStep : workload.Predict, threads, SecondsPerStep);
            round = new(step, bandwidth, each, contractions.Zip(each, (pair, milliseconds) => pair.Count * milliseconds).Sum(), 1000 * bytes / bandwidth);
        }

        Print($"{name}, batch {batch}, {threads} threads, {(isTraining ? "training step" : "inference")}, medians of {Rounds} rounds: {Median(rounds, round => round.Step):F2} ms, {Median(rounds, round => round.Ratio):F2} times ({rounds.Min(round => round.Ratio):F2} to {rounds.Max(round => round.Ratio):F2}) the floor of {Median(rounds, round => round.Floor):F2} ms:");
        Print($"{Median(rounds, round => round.Contracting):F2} ms of {contractions.Sum(pair => pair.Count)} contractions alone, {Median(rounds, round => round.Moving):F2} ms for {bytes / 1e6:F1} MB at {Median(rounds, round => round.Bandwidth) / 1e9:F1} GB/s.");
        Print($"");
        Print($"| ms | count | ms each | G multiply-adds/s | contraction |");
        Print($"| --- | --- | --- | --- | --- |");
        var rows = contractions.Select((pair, position) => (pair.Contraction, pair.Count, Each: Median(rounds, round => round.Each[position])));
        foreach (var (contraction, count, each) in rows.OrderByDescending(row => row.Count * row.Each))
            Print($"| {count * each:F3} | {count} | {each:F3} | {contraction.MultiplyAdds / each / 1e6:F0} | {contraction.Description} |");
    }

    static double Median(Round[] rounds, Func<Round, double> figure) => rounds.Select(figure).Order().ElementAt(rounds.Length / 2);

    static Lathe.Generator.Graph.NetworkGraph GraphOf(string name) =>
        NetworkEvaluations.Of(ModelSources.Compile(), keepsGraphs: true, CancellationToken.None).Items
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

    /// <param name="Step">The median time of a step, in milliseconds, as are all times here.</param>
    /// <param name="Bandwidth">Bytes a second.</param>
    /// <param name="Each">The time of each different contraction alone.</param>
    /// <param name="Contracting">The time of all contractions of a step.</param>
    /// <param name="Moving">The time of a step's bytes at the bandwidth.</param>
    readonly record struct Round(double Step, double Bandwidth, double[] Each, double Contracting, double Moving)
    {
        public double Floor => Contracting + Moving;

        public double Ratio => Step / Floor;
    }
}
