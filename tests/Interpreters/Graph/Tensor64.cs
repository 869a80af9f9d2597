using Lathe.Generator.Graph;

namespace Lathe.Interpreters.Graph;

/// <summary>A tensor in float64, row-major. Whole numbers and truth values are held as numbers too.</summary>
internal sealed class Tensor64(int[] extents, double[] data)
{
    public int[] Extents { get; } = extents;

    public double[] Data { get; } = data;

    public int Rank => Extents.Length;

    /// <summary>The row-major strides.</summary>
    public int[] Strides { get; } = StridesOf(extents);

    /// <summary>The extents of a shape for a batch.</summary>
    public static int[] ExtentsOf(Shape shape, int batch) => [.. shape.Dims.Items.Select(dim => checked((int)dim.At(batch)))];

    public static int[] StridesOf(int[] extents)
    {
        var strides = new int[extents.Length];
        var stride = 1;
        for (var axis = extents.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= extents[axis];
        }

        return strides;
    }
}
