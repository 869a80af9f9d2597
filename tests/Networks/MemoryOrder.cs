namespace Lathe.Networks.Tests;

/// <summary>Between PyTorch's order of axes and a Graph's.</summary>
static class MemoryOrder
{
    /// <summary>A parameter from its state-dict order.</summary>
    public static double[] ToMemory(Generator.Graph.Parameter parameter, ReadOnlySpan<float> values) =>
        Permute(values, [.. parameter.Layout.Split.Items], [.. parameter.Layout.Permutation.Items]);

    /// <summary>What a golden says of a parameter's gradient in memory order.</summary>
    public static TensorSummary Summary(Generator.Graph.Parameter parameter, double[] values)
    {
        int[] split = [.. parameter.Layout.Split.Items], permutation = [.. parameter.Layout.Permutation.Items];
        var (_, strides) = Strides(split, permutation);
        var summary = TensorSummary.Of<double>(values);
        var position = new int[split.Length];
        for (var index = 0; index < summary.First.Length; index++)
        {
            summary.First[index] = values[Offset(position, strides)];
            Advance(position, split, fixedAxis: -1);
        }

        return summary;
    }

    /// <summary>A batch of images from N, C, H, W.</summary>
    public static double[] ToMemory(int[] extents, float[] values) => Permute(values, extents, [0, 2, 3, 1]);

    /// <summary>Result axis i is source axis <c>axes[i]</c>. What lies together in the source and what lies together in the result is moved tile by tile, so that the
    /// cache serves both.</summary>
    static double[] Permute(ReadOnlySpan<float> source, int[] extents, int[] axes)
    {
        const int Tile = 64;
        var (strides, resultStrides) = Strides(extents, axes);
        var near = axes is [.., var last] ? last : -1;
        var (count, step) = near < 0 ? (1, 1) : (extents[near], strides[near]);
        var offsets = new (int From, int To)[source.Length / count];
        var position = new int[extents.Length];
        for (var index = 0; index < offsets.Length; index++)
        {
            offsets[index] = (Offset(position, strides), Offset(position, resultStrides));
            Advance(position, extents, near);
        }

        var result = new double[source.Length];
        foreach (var tile in offsets.Chunk(Tile))
        {
            for (var first = 0; first < count; first += Tile)
            {
                var end = Math.Min(first + Tile, count);
                foreach (var (from, to) in tile)
                {
                    for (var neighbour = first; neighbour < end; neighbour++)
                        result[to + neighbour] = source[from + (neighbour * step)];
                }
            }
        }

        return result;
    }

    /// <summary>For each axis of the source, its strides there and in the result.</summary>
    static (int[] Source, int[] Result) Strides(int[] extents, int[] axes)
    {
        var (strides, resultStrides) = (new int[extents.Length], new int[extents.Length]);
        for (int axis = extents.Length - 1, stride = 1, resultStride = 1; axis >= 0; axis--)
        {
            (strides[axis], resultStrides[axes[axis]]) = (stride, resultStride);
            stride *= extents[axis];
            resultStride *= extents[axes[axis]];
        }

        return (strides, resultStrides);
    }

    static int Offset(int[] position, int[] strides)
    {
        var offset = 0;
        for (var axis = 0; axis < position.Length; axis++)
            offset += position[axis] * strides[axis];
        return offset;
    }

    /// <summary>The next position in row-major order, all but one axis.</summary>
    static void Advance(int[] position, int[] extents, int fixedAxis)
    {
        for (var axis = extents.Length - 1; axis >= 0 && (axis == fixedAxis || ++position[axis] == extents[axis]); axis--)
            position[axis] = 0;
    }
}
