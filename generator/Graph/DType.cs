namespace Lathe.Generator.Graph;

/// <summary>The element type of a tensor or of a scalar expression.</summary>
internal enum DType
{
    /// <summary>IEEE 754 binary32: values, parameters and gradients unless something else is said.</summary>
    Float32,

    /// <summary>IEEE 754 binary64: accumulators of finalised sums.</summary>
    Float64,

    /// <summary>The upper half of a binary32: storage of the mixed precision of the CUDA engine.</summary>
    BFloat16,

    /// <summary>Positions: arg-max results, taps of a window, class labels.</summary>
    Int32,

    /// <summary>Random bits.</summary>
    UInt32,

    /// <summary>Results of comparisons; never stored.</summary>
    Boolean,
}
