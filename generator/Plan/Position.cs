using System.Collections.Immutable;
using Lathe.Generator.Graph;

namespace Lathe.Generator.Plan;

/// <summary>An element of a tensor, named by its position along every axis, by its row-major position, or by both; whichever is missing
/// is derived when somebody asks, so that a chain of reshapes costs no divisions.</summary>
internal sealed class Position
{
    readonly IndexRanges ranges;
    ImmutableArray<Index> axes;
    Index? linear;

    Position(IndexRanges ranges, Shape shape, ImmutableArray<Index> axes, Index? linear)
    {
        this.ranges = ranges;
        Shape = shape;
        this.axes = axes;
        this.linear = linear;
    }

    public Shape Shape { get; }

    public int Rank => Shape.Rank;

    public Index this[int axis] => Axes[axis];

    public ImmutableArray<Index> Axes
    {
        get
        {
            if (axes.IsDefault)
            {
                var strides = Shape.Strides();
                axes = [.. Enumerable.Range(0, Rank).Select(axis => Along(axis, strides[axis]))];
            }

            return axes;
        }
    }

    /// <summary>The row-major position.</summary>
    public Index Linear
    {
        get
        {
            if (linear is null)
            {
                Index sum = 0;
                var strides = Shape.Strides();
                for (var axis = 0; axis < Rank; axis++)
                    sum += axes[axis] * strides[axis];
                linear = AffineIndex.Of(sum).ToIndex();
            }

            return linear;
        }
    }

    public static Position Of(IndexRanges ranges, Shape shape, IEnumerable<Index> axes) => new(ranges, shape, [.. axes], null);

    public static Position OfLinear(IndexRanges ranges, Shape shape, Index linear) => new(ranges, shape, default, linear);

    /// <summary>The same element under other extents.</summary>
    public Position Reshaped(Shape shape) => shape == Shape ? this : new(ranges, shape, default, Linear);

    /// <summary>The element that is broadcast to this one: 0 along axes of extent one.</summary>
    public Position BroadcastFrom(Shape shape) =>
        shape == Shape ? this : Of(ranges, shape, Enumerable.Range(0, shape.Rank).Select(axis => shape[axis].IsOne ? 0 : this[axis]));

    /// <summary>The element at another place along some axes of another shape.</summary>
    public Position With(Shape shape, Func<int, Index> along) => Of(ranges, shape, Enumerable.Range(0, shape.Rank).Select(along));

    public Index Divide(Index index, long divisor) => ranges.Divide(index, divisor);

    public Index Remainder(Index index, long divisor) => ranges.Remainder(index, divisor);

    Index Along(int axis, long stride)
    {
        if (Shape[axis].IsOne)
            return 0;
        var quotient = ranges.Divide(linear!, stride);
        return axis == 0 ? quotient : ranges.Remainder(quotient, Shape[axis].Value);
    }
}
