using Lathe.Generator.Graph;

namespace Lathe.Networks.Tests;

/// <summary>Reorders between PyTorch's order of axes and a Graph's.</summary>
static class MemoryOrder
{
    /// <summary>A parameter from its state-dict order.</summary>
    public static double[] ToMemory(Generator.Graph.Parameter parameter, double[] values) =>
        Permute(values, [.. parameter.Layout.Split.Items], [.. parameter.Layout.Permutation.Items]);

    /// <summary>A parameter to its state-dict order.</summary>
    public static double[] FromMemory(Generator.Graph.Parameter parameter, double[] values)
    {
        int[] permutation = [.. parameter.Layout.Permutation.Items];
        return Permute(values, [.. parameter.Layout.MemoryShape.Items], [.. permutation.Select((_, axis) => Array.IndexOf(permutation, axis))]);
    }

    /// <summary>A batch of images from N, C, H, W.</summary>
    public static double[] ToMemory(int[] extents, double[] values) => Permute(values, extents, [0, 2, 3, 1]);

    /// <summary>A result to the user's order.</summary>
    public static double[] FromMemory(Result result, int batch, double[] values) =>
        Permute(values, [.. result.Node.Shape.Dims.Items.Select(dim => (int)dim.At(batch))], [0, .. result.UserAxes.Items]);

    /// <summary>Result axis i is source axis <c>axes[i]</c>. A few neighbours of the result are taken together, in the source's order, so that the cache serves both.</summary>
    static double[] Permute(double[] source, int[] extents, int[] axes)
    {
        if (extents.Length == 0)
            return source;
        var (strides, resultStrides) = (new int[extents.Length], new int[extents.Length]);
        for (int axis = extents.Length - 1, stride = 1, resultStride = 1; axis >= 0; axis--)
        {
            (strides[axis], resultStrides[axes[axis]]) = (stride, resultStride);
            stride *= extents[axis];
            resultStride *= extents[axes[axis]];
        }

        var result = new double[source.Length];
        var near = axes[^1];
        var together = strides[near] == 1 ? extents[near] : 8;
        for (var first = 0; first < extents[near]; first += together)
            Move(0, first * strides[near], first, Math.Min(together, extents[near] - first));
        return result;

        void Move(int axis, int from, int to, int count)
        {
            if (axis == extents.Length)
            {
                for (var neighbour = 0; neighbour < count; neighbour++)
                    result[to + neighbour] = source[from + (neighbour * strides[near])];
                return;
            }

            for (var index = 0; index < (axis == near ? 1 : extents[axis]); index++)
                Move(axis + 1, from + (index * strides[axis]), to + (index * resultStrides[axis]), count);
        }
    }
}
