using BenchmarkDotNet.Attributes;

namespace Lathe.Bench.Fusion;

/// <summary>Generated kernels against hand-written ones.</summary>
public class FusionBenchmark
{
    /// <summary>What is computed.</summary>
    [ParamsSource(nameof(Cases))]
    public FusionCase Case { get; set; } = null!;

    /// <summary>All cases.</summary>
    public static IEnumerable<FusionCase> Cases() => FusionCase.All();

    /// <summary>Makes operands.</summary>
    [GlobalSetup]
    public void SetUp() => Case.SetUp();

    /// <summary>The expert's kernel.</summary>
    [Benchmark(Baseline = true)]
    public void HandWritten() => Case.HandWritten();

    /// <summary>The generator's kernels.</summary>
    [Benchmark]
    public void Generated() => Case.Generated();
}
