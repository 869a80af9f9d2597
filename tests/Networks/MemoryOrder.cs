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

    /// <summary>Result axis i is source axis <c>axes[i]</c>.</summary>
    static double[] Permute(double[] source, int[] extents, int[] axes)
    {
        if (extents.Length == 0)
            return source;
        var strides = new int[extents.Length];
        for (int axis = extents.Length - 1, stride = 1; axis >= 0; stride *= extents[axis--])
            strides[axis] = stride;
        var result = new double[source.Length];
        var (row, step) = (extents[axes[^1]], strides[axes[^1]]);
        for (var index = 0; index < result.Length; index += row)
        {
            var rest = index / row;
            var position = 0;
            for (var axis = axes.Length - 2; axis >= 0; axis--)
            {
                position += rest % extents[axes[axis]] * strides[axes[axis]];
                rest /= extents[axes[axis]];
            }

            for (var element = 0; element < row; element++)
                result[index + element] = source[position + (element * step)];
        }

        return result;
    }
}
