namespace Lathe.Kernels;

/// <summary>Walks the summed axes of one element, or one vector of elements, of a general contraction.</summary>
internal unsafe ref struct SummedAxes
{
    readonly ref readonly GeneralContraction.Arguments arguments;
    readonly Span<nint> index;
    readonly int innermost;

    /// <param name="arguments">The contraction.</param>
    /// <param name="index">The indices of the result's axes; those behind are working memory.</param>
    public SummedAxes(ref readonly GeneralContraction.Arguments arguments, Span<nint> index)
    {
        this.arguments = ref arguments;
        this.index = index;
        innermost = -1;
        var shape = arguments.Shape;
        for (var axis = shape.Result.Length; axis < shape.Axes.Length; axis++)
        {
            var tied = false;
            foreach (var tie in shape.Ties)
                tied |= tie.Position == axis || tie.Output == axis || tie.Tap == axis;
            // Only the last axis may run in the tight loop: the order of the sum is the order of the axes.
            innermost = tied ? -1 : axis;
        }
    }

    public void Vector<TSimd, TVector>(float* target, nint element, ContractionAxis line)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var sum = arguments.Accumulate != 0 ? TSimd.Load(target) : TSimd.Broadcast(0);
        var tight = innermost < 0 ? new ContractionAxis(1, 0, 0, 0) : arguments.Shape.Axes[innermost];
        Start();
        do
        {
            if (!Locate(out var left, out var right))
                continue;
            left += element * line.Left;
            right += element * line.Right;
            for (nint i = 0; i < tight.Extent; i++)
            {
                var a = line.Left == 0 ? TSimd.Broadcast(*left) : TSimd.Load(left);
                var b = line.Right == 0 ? TSimd.Broadcast(*right) : TSimd.Load(right);
                sum = TSimd.MultiplyAdd(a, b, sum);
                left += tight.Left;
                right += tight.Right;
            }
        }
        while (Advance());
        TSimd.Store(sum, target);
    }

    public void Scalar(float* target, nint element, ContractionAxis line)
    {
        var sum = arguments.Accumulate != 0 ? *target : 0;
        var tight = innermost < 0 ? new ContractionAxis(1, 0, 0, 0) : arguments.Shape.Axes[innermost];
        Start();
        do
        {
            if (!Locate(out var left, out var right))
                continue;
            left += element * line.Left;
            right += element * line.Right;
            for (nint i = 0; i < tight.Extent; i++)
            {
                sum = float.MultiplyAddEstimate(*left, *right, sum);
                left += tight.Left;
                right += tight.Right;
            }
        }
        while (Advance());
        *target = sum;
    }

    readonly void Start() => index[arguments.Shape.Result.Length..].Clear();

    /// <summary>Steps the odometer of free summed axes; false when it has come round.</summary>
    readonly bool Advance()
    {
        ref readonly var shape = ref arguments.Shape;
        for (var axis = shape.Axes.Length - 1; axis >= shape.Result.Length; axis--)
        {
            if (axis == innermost || IsDetermined(axis))
                continue;
            if (++index[axis] < shape.Axes[axis].Extent)
                return true;
            index[axis] = 0;
        }

        return false;
    }

    readonly bool IsDetermined(int axis)
    {
        foreach (var tie in arguments.Shape.Ties)
        {
            if (arguments.Shape.Determined(tie) == axis)
                return true;
        }

        return false;
    }

    /// <summary>Solves the ties and gives the operands' addresses; false where the combination does not exist.</summary>
    readonly bool Locate(out float* left, out float* right)
    {
        left = (float*)arguments.Left;
        right = (float*)arguments.Right;
        ref readonly var shape = ref arguments.Shape;
        foreach (var tie in shape.Ties)
        {
            if (!Solve(tie, shape.Determined(tie)))
                return false;
        }

        for (var axis = 0; axis < shape.Axes.Length; axis++)
        {
            if (axis >= shape.Result.Length && shape.Axes[axis].Extent == 0)
                return false;
            left += index[axis] * shape.Axes[axis].Left;
            right += index[axis] * shape.Axes[axis].Right;
        }

        return true;
    }

    readonly bool Solve(AxisTie tie, int unknown)
    {
        ref var position = ref index[(int)tie.Position];
        ref var output = ref index[(int)tie.Output];
        ref var tap = ref index[(int)tie.Tap];
        if (unknown < 0)
            return position == (output * tie.Stride) + (tap * tie.Dilation) - tie.Padding;
        nint remainder = 0;
        if (unknown == tie.Position)
            position = (output * tie.Stride) + (tap * tie.Dilation) - tie.Padding;
        else if (unknown == tie.Output)
            (output, remainder) = Math.DivRem(position + tie.Padding - (tap * tie.Dilation), tie.Stride);
        else
            (tap, remainder) = Math.DivRem(position + tie.Padding - (output * tie.Stride), tie.Dilation);
        return remainder == 0 && index[unknown] >= 0 && index[unknown] < arguments.Shape.Axes[unknown].Extent;
    }
}
