using Lathe.Abi;
using Lathe.Kernels.Cuda;

namespace Lathe.Cuda;

/// <summary>Records the launches of a phase.</summary>
sealed class CudaRecorder : CudaRecording
{
    readonly MemoryBlock stepBlock;
    readonly MemoryBlock workspace;
    readonly RoundedParameters? rounded;
    readonly Func<ArenaSpace, nint> address;
    readonly List<RecordedLaunch> launches = [];

    public CudaRecorder(
        CudaContext context, CudaPrecision precision, MemoryBlock stepBlock, MemoryBlock workspace, RoundedParameters? rounded, Func<ArenaSpace, nint> address)
    {
        this.rounded = rounded;
        this.stepBlock = stepBlock;
        this.workspace = workspace;
        this.address = address;
        Precision = precision;
        Architecture = context.Architecture;
        Multiprocessors = context.Multiprocessors;
    }

    public override nint StepBlock => stepBlock.Address;

    /// <summary>Whether tensors have more than 2^31 elements.</summary>
    public bool IsLarge { get; set; }

    /// <summary>Whether what was recorded last rounds the parameters.</summary>
    public bool Rounds { get; private set; }

    /// <summary>Records what an action launches over a batch, and before it the rounding of the parameters that it reads rounded, unless they are that
    /// already. Where the shared memory has to grow while it does, it does it again: addresses are fixed. Its size tells; a block that has
    /// grown can get an address that it had before.</summary>
    public RecordedLaunch[] Record(nint batch, Action<CudaRecorder> action, bool isRounded = false)
    {
        Batch = batch;
        nint before;
        do
        {
            before = workspace.Size;
            launches.Clear();
            rounded?.BeginRecording();
            action(this);
            Rounds = !isRounded && rounded?.EndRecording(this, launches) == true;
        }
        while (workspace.Size != before);
        return [.. launches];
    }

    public override nint At(ArenaSpace space, nint offset) => address(space) + offset;

    public override CudaTensor Operand(CudaTensor tensor) => rounded?.Of(tensor) ?? tensor;

    /// <exception cref="DeviceException">The batch makes more blocks than a grid has.</exception>
    public override void Launch(CudaKernel kernel, CudaGrid grid, ReadOnlySpan<nint> constants, params ReadOnlySpan<nint> arguments)
    {
        const int Most = ushort.MaxValue;
        if (grid.Y > Most || grid.Z > Most)
            throw new DeviceException($"The kernel {kernel.Name} needs {nint.Max(grid.Y, grid.Z)} blocks along one axis, where a GPU has {Most}: use a smaller batch.");
        if (grid.X > 0)
            launches.Add(new(new(kernel, constants.ToArray(), Precision, IsLarge), grid, arguments.ToArray()));
    }

    public override void Clear(nint target, nint bytes) => launches.Add(new(default, default, [target, bytes]));

    public override nint Workspace(nint bytes)
    {
        workspace.Reserve(bytes);
        return workspace.Address;
    }
}

/// <summary>A launch, or where it has no kernel, the filling of memory with zero.</summary>
readonly record struct RecordedLaunch(KernelKey Key, CudaGrid Grid, nint[] Arguments)
{
    /// <summary>Whether it fills memory with zero.</summary>
    public bool IsClear => Key.Kernel is null;

    /// <summary>The kernel, its constants and its grid.</summary>
    public override string ToString() =>
        IsClear ? "clear" : $"{Key.Kernel.Name}({string.Join(", ", Key.Kernel.Constants.Zip(Key.Constants, static (name, value) => $"{name} {value}"))}) in {Grid.X} x {Grid.Y} x {Grid.Z} blocks";
}
