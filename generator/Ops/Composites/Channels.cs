using Lathe.Generator.Graph;
using Lathe.Generator.Support;

namespace Lathe.Generator.Ops.Composites;

/// <summary>Vectors that hold a number a channel.</summary>
internal static class Channels
{
    /// <summary>An axis that may count from the end, from the front.</summary>
    public static int Axis(Shape shape, int axis) => axis < 0 ? axis + shape.Rank : axis;

    /// <summary>A vector [channels] (or [1]) laid along the channel axis of a shape, with extent one along the others.</summary>
    /// <exception cref="ShapeException">It has another length than the axis.</exception>
    public static Node AlongChannels(this GraphBuilder graph, Node vector, Shape shape, int channelAxis, string what)
    {
        var axis = Axis(shape, channelAxis);
        if (vector.Shape.Rank != 1 || (vector.Shape[0] != shape[axis] && !vector.Shape[0].IsOne))
            throw new ShapeException($"{what} {vector.Shape} do not fit {ShapeText.Image(shape)}: {shape[axis]} channels need as many.");
        var dims = new Dim[shape.Rank];
        dims.AsSpan().Fill(1);
        dims[axis] = vector.Shape[0];
        return graph.Reshape(vector, new(EquatableArray.Adopt(dims)));
    }

    /// <summary>All axes but the channels.</summary>
    public static int[] Others(Shape shape, int channelAxis)
    {
        var axis = Axis(shape, channelAxis);
        return [.. Enumerable.Range(0, shape.Rank).Where(each => each != axis)];
    }
}
