using Lathe.Generator.Graph;
using Lathe.Generator.Support;

namespace Lathe.Generator.Ops;

/// <summary>The windows along one axis: output o covers <c>Starts[o] .. Starts[o] + Lengths[o] - 1</c>, already clipped to cells that exist.
/// Starts and ends never decrease, so the windows that cover a cell are a range too.</summary>
internal sealed record WindowAxis(int Axis, EquatableArray<int> Starts, EquatableArray<int> Lengths)
{
    /// <summary>For each of <paramref name="extent"/> cells, the outputs whose windows cover it; none for a cell between windows.</summary>
    public WindowAxis Transposed(int extent)
    {
        var starts = new int[extent];
        var lengths = new int[extent];
        var (first, end) = (0, 0);
        for (var cell = 0; cell < extent; cell++)
        {
            while (first < Starts.Count && Starts[first] + Lengths[first] <= cell)
            {
                first++;
            }

            while (end < Starts.Count && Starts[end] <= cell)
            {
                end++;
            }

            (starts[cell], lengths[cell]) = (first, Math.Max(0, end - first));
        }

        return new(Axis, starts.ToEquatableArray(), lengths.ToEquatableArray());
    }

    /// <summary>The shape of the outputs of windows over some axes.</summary>
    /// <param name="shape">The shape that the windows lie over.</param>
    /// <param name="axes">Ascending.</param>
    /// <param name="mayBeEmpty">Whether a window without cells has a value.</param>
    /// <exception cref="ShapeException">A window leaves the shape, is empty, or goes back.</exception>
    public static Shape Outputs(Shape shape, EquatableArray<WindowAxis> axes, bool mayBeEmpty)
    {
        var previous = -1;
        foreach (var window in axes)
        {
            Ops.Axes.RequireStatic(shape, window.Axis, "windows");
            var extent = shape[window.Axis].Value;
            var (start, end) = (0, 0);
            for (var output = 0; output < window.Starts.Count; output++)
            {
                var (nextStart, nextEnd) = (window.Starts[output], window.Starts[output] + window.Lengths[output]);
                if (nextStart < start || nextEnd < end || nextEnd > extent || window.Lengths[output] < (mayBeEmpty ? 0 : 1))
                    throw new ShapeException($"Window {output} ({nextStart} to {nextEnd}) along axis {window.Axis} of {ShapeText.Sample(shape)} is empty, goes back or leaves it.");
                (start, end) = (nextStart, nextEnd);
            }

            if (window.Axis <= previous || window.Starts.Count == 0 || window.Starts.Count != window.Lengths.Count)
                throw new ShapeException($"Windows over {ShapeText.Sample(shape)} need ascending axes and a length for each start.");
            previous = window.Axis;
            shape = shape.With(window.Axis, window.Starts.Count);
        }

        return shape;
    }
}
