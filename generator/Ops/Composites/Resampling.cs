using Lathe.Generator.Graph;
using Lathe.Generator.Support;

namespace Lathe.Generator.Ops.Composites;

/// <summary>Gathers whose tables follow a rule.</summary>
internal static class Resampling
{
    /// <summary>Cyclic shift along a memory axis: element i moves to i + shift.</summary>
    public static Node Roll(this GraphBuilder graph, Node x, int axis, int shift)
    {
        axis = Channels.Axis(x.Shape, axis);
        Axes.RequireStatic(x.Shape, axis, "roll");
        var extent = x.Shape[axis].Value;
        return graph.Gather(x, axis, Enumerable.Range(0, extent).Select(position => (int)(((((long)position - shift) % extent) + extent) % extent)));
    }

    /// <summary>Bilinear interpolation of N, H, W, C to another height and width; sample centres correspond, or corner centres if aligned.</summary>
    /// <exception cref="ShapeException">It is no image, or an extent is less than 1.</exception>
    public static Node Upsample(this GraphBuilder graph, Node x, int height, int width, bool alignCorners)
    {
        if (x.Shape.Rank != 4 || height < 1 || width < 1)
            throw new ShapeException($"Interpolation needs an image [C, H, W] and extents of at least 1; it got {ShapeText.Image(x.Shape)} and {height}, {width}.");
        return graph.Interpolate(graph.Interpolate(x, 1, height, alignCorners), 2, width, alignCorners);
    }

    static Node Interpolate(this GraphBuilder graph, Node x, int axis, int count, bool alignCorners)
    {
        var extent = x.Shape[axis].Value;
        var indices = new EquatableArray<int>[count];
        var weights = new EquatableArray<double>[count];
        for (var output = 0; output < count; output++)
        {
            var position = alignCorners
                ? count == 1 ? 0 : output * ((extent - 1.0) / (count - 1))
                : Math.Max(0, ((output + 0.5) * extent / count) - 0.5);
            var first = Math.Min((int)position, extent - 1);
            indices[output] = [first, Math.Min(first + 1, extent - 1)];
            weights[output] = [1 - (position - first), position - first];
        }

        return extent == count ? x : graph.Add(new Gather(axis, [.. indices], [.. weights]), x);
    }
}
