namespace Lathe.Kernels.Cuda;

/// <summary>Batches of matrix products over strided views on CUDA devices.</summary>
public static class CudaMatrixProduct
{
    const int Axes = MatrixProductShape.MaximumAxes;

    /// <summary>Computes <c>result[b, m, n] = sum over k of left[b, m, k] * right[b, k, n]</c>.</summary>
    /// <param name="launcher">Takes the launches.</param>
    /// <param name="shape">Extents and strides.</param>
    /// <param name="left">The left operand, read.</param>
    /// <param name="right">The right operand, read.</param>
    /// <param name="result">The result, written.</param>
    /// <param name="accumulate">Adds to the result instead of replacing it.</param>
    /// <param name="post">What goes on with the result; null where nothing does.</param>
    public static void Multiply(
        CudaLauncher launcher, in MatrixProductShape shape, CudaTensor left, CudaTensor right, CudaTensor result, bool accumulate, CudaPostLaunch? post = null)
    {
        var (batch, rows, columns, inner) = (OutermostFirst(shape.Batch), OutermostFirst(shape.Rows), OutermostFirst(shape.Columns), OutermostFirst(shape.Inner));
        (string Name, nint Value)[] geometry =
        [
            .. Constants("Batch", batch, "Left", "Right", "Result"), .. Constants("Rows", rows, "Left", "", "Result"),
            .. Constants("Columns", columns, "", "Right", "Result"), .. Constants("Inner", inner, "Left", "Right", ""),
        ];
        bool leftRunsInner = Innermost(inner).Left == 1, rightRunsInner = Innermost(columns).Right != 1;
        new Contraction(
            "MatrixProduct", "product", "", geometry, Extent(batch), Extent(rows), Extent(columns), Extent(inner),
            new(launcher.Operand(left), leftRunsInner, Run(leftRunsInner ? inner : rows, static axis => axis.Left, leftRunsInner ? rows : inner, batch)),
            new(launcher.Operand(right), rightRunsInner, Run(rightRunsInner ? inner : columns, static axis => axis.Right, rightRunsInner ? columns : inner, batch)),
            new(result, false, Run(columns, static axis => axis.Result, rows, batch)),
            accumulate, post, Extent(batch) == 1 && IsMatrix(rows, columns)).Launch(launcher);
    }

    /// <summary>The axes with the outermost one first: its extent, which may depend on the number of samples, is no constant of a kernel. A single axis is the
    /// innermost one too: the others have one position.</summary>
    static ContractionAxis[] OutermostFirst(AxisGroup group)
    {
        var none = new ContractionAxis(1, 0, 0, 0);
        ContractionAxis[] axes = [group[0], group[1], group[2]];
        axes = [.. axes.Where(static axis => axis.Extent != 1)];
        return axes.Length switch
        {
            0 => [none, none, none],
            1 => [axes[0], none, none],
            2 => [axes[0], none, axes[1]],
            _ => axes,
        };
    }

    /// <summary>Whether columns lie one after the other, and rows whole rows apart: a column is a channel of the result.</summary>
    static bool IsMatrix(ContractionAxis[] rows, ContractionAxis[] columns)
    {
        nint neighbour = 1;
        foreach (ContractionAxis axis in columns.Reverse().Where(static axis => axis.Extent != 1))
        {
            if (axis.Result != neighbour)
                return false;
            neighbour *= axis.Extent;
        }

        return rows.All(axis => axis.Extent == 1 || axis.Result % neighbour == 0);
    }

    static nint Extent(ContractionAxis[] axes) => axes[0].Extent * axes[1].Extent * axes[2].Extent;

    static IEnumerable<(string Name, nint Value)> Constants(string role, ContractionAxis[] axes, string left, string right, string result)
    {
        yield return (role + "1", axes[1].Extent);
        yield return (role + "2", axes[2].Extent);
        for (var place = 0; place < Axes; place++)
        {
            if (left.Length > 0)
                yield return ($"{role}{left}{place}", axes[place].Left);
            if (right.Length > 0)
                yield return ($"{role}{right}{place}", axes[place].Right);
            if (result.Length > 0)
                yield return ($"{role}{result}{place}", axes[place].Result);
        }
    }

    /// <summary>The axis along which neighbours lie: the last of more than one position.</summary>
    static ContractionAxis Innermost(ContractionAxis[] axes) => axes.LastOrDefault(static axis => axis.Extent != 1, axes[0]);

    /// <summary>How many neighbours can be moved at once along some axes, for their extents and all strides.</summary>
    static nint Run(ContractionAxis[] along, Func<ContractionAxis, nint> stride, params ReadOnlySpan<ContractionAxis[]> others)
    {
        ContractionAxis innermost = Innermost(along);
        if (stride(innermost) != 1)
            return 1;
        List<nint> numbers = [innermost.Extent, .. along.Where(axis => axis != innermost).Select(stride)];
        foreach (ContractionAxis[] axes in others)
            numbers.AddRange(axes.Select(stride));
        return ContractionOperand.RunOf([.. numbers]);
    }
}
