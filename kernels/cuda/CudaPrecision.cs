namespace Lathe.Kernels.Cuda;

/// <summary>The arithmetic of contractions and the storage of activations on a CUDA device.</summary>
public enum CudaPrecision
{
    /// <summary>Exact float32: fused multiply-add in the ordinary units.</summary>
    Float32,

    /// <summary>Operands of contractions are rounded to TF32 (10 bits of mantissa) for the tensor cores, sums stay float32; storage is float32.</summary>
    TensorFloat32,

    /// <summary>Activations are stored and contracted as bfloat16, sums, weights, statistics and the update stay float32.</summary>
    BFloat16,
}

/// <summary>How the elements of a tensor lie in a device's memory.</summary>
public enum CudaElement
{
    /// <summary>Always float32: weights, gradients of weights, statistics.</summary>
    Float32,

    /// <summary>An activation: bfloat16 under <see cref="CudaPrecision.BFloat16"/>, else float32. CUDA C calls the type <c>stored</c>.</summary>
    Stored,
}

/// <summary>A tensor as a contraction gets it.</summary>
/// <param name="Address">Where it lies on the device.</param>
/// <param name="Element">The type of its elements.</param>
/// <param name="Offset">Elements from there to its first one.</param>
public readonly record struct CudaTensor(nint Address, CudaElement Element, nint Offset = 0)
{
    /// <summary>A float32 tensor.</summary>
    public static implicit operator CudaTensor(nint address) => new(address, CudaElement.Float32);
}
