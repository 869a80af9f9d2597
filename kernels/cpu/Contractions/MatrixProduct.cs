namespace Lathe.Kernels;

/// <summary>Batched matrix products over strided views.</summary>
/// <remarks>Every element is summed serially in the order of the inner axes with fused multiply-adds, so results do not depend on workers or vector width.</remarks>
public static class MatrixProduct
{
    /// <summary>Computes <c>result = left * right</c>, or adds to the result.</summary>
    /// <param name="launcher">Runs the parts.</param>
    /// <param name="shape">Axes and strides.</param>
    /// <param name="left">The address of the left operand's first element (float32).</param>
    /// <param name="right">The address of the right operand's first element.</param>
    /// <param name="result">The address of the result's first element; it overlaps neither operand.</param>
    /// <param name="accumulate">Adds to the result instead of replacing it.</param>
    public static void Multiply(Launcher launcher, in MatrixProductShape shape, nint left, nint right, nint result, bool accumulate)
    {
        ReadOnlySpan<ContractionAxis> batch = shape.Batch;
        ReadOnlySpan<ContractionAxis> rows = shape.Rows;
        ReadOnlySpan<ContractionAxis> columns = shape.Columns;
        GeneralContraction.Run(launcher, new([.. batch, .. rows, .. columns], shape.Inner, []), left, right, result, accumulate);
    }
}
