using Lathe.Generator.Graph;
using Lathe.Generator.Plan;

namespace Lathe.Generator.Ops.Lowering;

/// <summary>Loops over whole tensors.</summary>
internal static class Loops
{
    public static IReadOnlyList<LoopAxis> Over(ILowering lowering, Shape shape) =>
        [.. Enumerable.Range(0, shape.Rank).Select(axis => Along(lowering, shape, axis))];

    public static LoopAxis Along(ILowering lowering, Shape shape, int axis) =>
        lowering.Axis(AxisNames.Of(shape, axis), 0, new IndexDim(shape[axis]), Interval.Positions(shape[axis]));
}

/// <summary>What readers of the field call the axes of a tensor.</summary>
internal static class AxisNames
{
    public static string Of(Shape shape, int axis) => (shape.IsBatched, shape.Rank, axis) switch
    {
        (true, _, 0) => "n",
        (true, 2, 1) => "c",
        (true, 3, 1) => "t",
        (true, 3, 2) => "c",
        (true, 4, 1) => "h",
        (true, 4, 2) => "w",
        (true, 4, 3) => "c",
        _ => ((char)('i' + (axis % 8))).ToString(),
    };
}
