using Lathe.Kernels.Cuda;

namespace Lathe;

/// <summary>How a CUDA device is used.</summary>
public sealed record CudaOptions
{
    /// <summary>Which of the machine's devices, from 0.</summary>
    public int Index { get; init; }

    /// <summary>The arithmetic of contractions and the storage of activations; TF32, the default, as PyTorch's convolutions have it. Devices before
    /// compute capability 8.0 have no TF32 and compute in float32 instead.</summary>
    public CudaPrecision Precision { get; init; } = CudaPrecision.TensorFloat32;

    /// <summary>Sees a description (name, constants, blocks) and the time of every kernel; null (the default) for none. With one, kernels are launched one by one and waited for, instead of as
    /// graphs.</summary>
    public Action<string, TimeSpan>? Observer { get; init; }
}
