using Lathe.Generator.Graph;

namespace Lathe.Generator.Ops;

/// <summary>Checks that several shape rules share.</summary>
internal static class Axes
{
    /// <summary>An operation that works along one axis needs it to exist and not to be the batch.</summary>
    /// <exception cref="ShapeException">It is not so.</exception>
    public static void RequireStatic(Shape shape, int axis, string operation)
    {
        if (axis < 0 || axis >= shape.Rank)
            throw new ShapeException($"{ShapeText.Sample(shape)} has no axis {axis} for {operation}.");
        if (!shape[axis].IsStatic)
            throw new ShapeException($"{operation} along the batch: its extent is known at run time only.");
    }
}
