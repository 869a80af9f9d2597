using Lathe.Abi;
using Lathe.Kernels.Cuda;

namespace Lathe.Cuda.Tests;

/// <summary>Collects the kernels that phases launch, on a device that is not there: addresses are numbers that nothing is read from.</summary>
sealed class LaunchCollector : CudaRecording
{
    // Constants that choose another code path; kernels that differ in nothing but extents and strides are compiled once.
    static readonly string[] Choices =
    [
        "IsPart", "TileRows", "TileColumns", "WarpRows", "WarpColumns", "LeftVector", "RightVector", "ResultVector", "LeftRunsInner", "RightRunsInner",
        "KernelHeight", "KernelWidth", "StrideHeight", "Channels", "IsPacked", "SourceVector", "WeightVector", "GradientVector",
    ];

    // Aligned, and far enough from one another for every network.
    static readonly nint Distance = (nint)1 << 40;

    readonly List<string> names = [];
    readonly Dictionary<(CudaKernel Kernel, string Choices), LaunchedKernel> kernels = [];

    public LaunchCollector(int architecture, CudaPrecision precision, nint batch)
    {
        (Architecture, Multiprocessors) = (architecture, architecture == 90 ? 132 : 108);
        Precision = precision;
        Batch = batch;
    }

    /// <summary>What was launched, each code path once.</summary>
    public IEnumerable<LaunchedKernel> Kernels => kernels.Values;

    /// <summary>The kernel of each launch, in order.</summary>
    public IReadOnlyList<string> Names => names;

    public override nint StepBlock => Distance;

    public override nint At(ArenaSpace space, nint offset) => (Distance * (2 + (int)space)) + offset;

    public override void Launch(CudaKernel kernel, CudaGrid grid, ReadOnlySpan<nint> constants, params ReadOnlySpan<nint> arguments)
    {
        if (grid.X == 0)
            return;
        names.Add(kernel.Name);
        var values = constants.ToArray();
        var chosen = kernel.Constants.Zip(values).Where(constant => Choices.Contains(constant.First)).Select(constant => constant.Second);
        kernels.TryAdd((kernel, string.Join(' ', chosen)), new LaunchedKernel(kernel, values));
    }

    public override void Clear(nint address, nint bytes)
    {
    }

    public override nint Workspace(nint bytes) => Distance * 16;
}

/// <summary>A kernel with the constants of a launch.</summary>
sealed record LaunchedKernel(CudaKernel Kernel, nint[] Constants)
{
    /// <summary>Whether it is made of a template of contractions.</summary>
    public bool IsContraction => Kernel.Constants.Contains("WarpRows");

    /// <summary>The text that is compiled.</summary>
    public KernelSource Source => KernelSource.Of(Kernel, Constants);

    public override string ToString() => $"{Kernel.Name}({string.Join(", ", Kernel.Constants.Zip(Constants, (name, value) => $"{name} {value}"))})";
}
