namespace Lathe.Kernels.Cuda;

/// <summary>Takes launches for a CUDA device, in order. Generated code and the contractions of this folder both launch through it.</summary>
/// <remarks>Launches are recorded, their kernels compiled side by side, and the whole becomes a graph that steps replay: arguments are fixed when they are
/// recorded. What changes from step to step is read from <see cref="StepBlock"/>.</remarks>
public abstract class CudaLauncher
{
    /// <summary>The arithmetic of contractions and the storage of activations.</summary>
    public CudaPrecision Precision { get; protected init; }

    /// <summary>The compute capability of the device: 80 for 8.0, 90 for 9.0.</summary>
    public int Architecture { get; protected init; }

    /// <summary>How many multiprocessors the device has.</summary>
    public int Multiprocessors { get; protected init; }

    /// <summary>The device address of what changes from step to step; see <c>struct StepBlock</c> in <c>prelude.cuh</c>.</summary>
    public abstract nint StepBlock { get; }

    /// <summary>Bytes of an element.</summary>
    public int SizeOf(CudaElement element) => element == CudaElement.Stored && Precision == CudaPrecision.BFloat16 ? 2 : 4;

    /// <summary>Bytes of an element as contractions multiply it: <c>Operand</c> of <c>operand.cuh</c>.</summary>
    internal int OperandSize => SizeOf(CudaElement.Stored);

    /// <summary>The device address of a tensor's first element.</summary>
    public nint AddressOf(CudaTensor tensor) => tensor.Address + (tensor.Offset * SizeOf(tensor.Element));

    /// <summary>A tensor as contractions read it: where operands are bfloat16, weights have a rounded copy.</summary>
    public virtual CudaTensor Operand(CudaTensor tensor) => tensor;

    /// <summary>Appends a launch.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="grid">Its blocks and threads.</param>
    /// <param name="constants">A value for each of the kernel's constants.</param>
    /// <param name="arguments">Device addresses and integers, in the order of the entry point's parameters.</param>
    public abstract void Launch(CudaKernel kernel, CudaGrid grid, ReadOnlySpan<nint> constants, params ReadOnlySpan<nint> arguments);

    /// <summary>Appends the filling of device memory with zero bytes.</summary>
    /// <param name="address">Where it begins; a multiple of 4.</param>
    /// <param name="bytes">How much; a multiple of 4.</param>
    public abstract void Clear(nint address, nint bytes);

    /// <summary>Device memory that launches share one after the other: partial sums, packed operands. It holds its contents until the next call.</summary>
    /// <param name="bytes">How much is needed.</param>
    /// <returns>Its address, aligned to 256 bytes.</returns>
    public abstract nint Workspace(nint bytes);
}
