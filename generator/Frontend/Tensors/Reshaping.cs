using Lathe.Generator.Graph;
using Lathe.Generator.Ops;
using Lathe.Generator.Support;

namespace Lathe.Generator.Frontend.Tensors;

/// <summary>Other extents over the user's row-major order, with as little moved in memory as possible.</summary>
internal static class Reshaping
{
    /// <summary>Reshapes. Runs of axes whose extents multiply to the same keep the place in memory that they have, so that flattening height and
    /// width of an image moves nothing.</summary>
    /// <exception cref="ShapeException">The elements do not fit.</exception>
    public static TensorValue ReshapeTo(this GraphBuilder graph, TensorValue tensor, IReadOnlyList<int> shape)
    {
        var target = Complete(tensor, shape);
        var runs = Runs(tensor.Shape, target)
            .Select((run, index) => (run, index))
            .OrderBy(pair => pair.run.Source.Select(axis => tensor.Axes[axis]).DefaultIfEmpty(int.MaxValue).Min())
            .ThenBy(pair => pair.index)
            .Select(pair => pair.run)
            .ToArray();
        var node = graph.Arrange(tensor, [.. runs.SelectMany(run => run.Source)]);
        int[] order = [.. runs.SelectMany(run => run.Target)];
        var dims = order.Select(axis => (Dim)target[axis]);
        return TensorValue.InOrder(graph.Reshape(node, new((tensor.IsBatched ? dims.Prepend(Dim.Batch) : dims).ToEquatableArray())), order);
    }

    /// <summary>The shape with its -1 filled in.</summary>
    static int[] Complete(TensorValue tensor, IReadOnlyList<int> shape)
    {
        var size = tensor.Shape.Aggregate(1L, (product, extent) => product * extent);
        // Rounded only where it is larger than any tensor.
        var known = shape.Where(extent => extent != -1).Aggregate(1.0, (product, extent) => product * extent);
        var fits = shape.All(extent => extent is -1 or > 0) && shape.Count(extent => extent == -1) switch
        {
            0 => known == size,
            1 => size % known == 0,
            _ => false,
        };
        return fits
            ? [.. shape.Select(extent => extent == -1 ? (int)(size / known) : extent)]
            : throw new ShapeException($"{tensor.Text} has {size} elements and cannot be reshaped to {TensorValue.TextOf(shape)}");
    }

    /// <summary>The shortest runs of source and target axes with equal products.</summary>
    static IEnumerable<(int[] Source, int[] Target)> Runs(IReadOnlyList<int> source, IReadOnlyList<int> target)
    {
        var (from, to) = (0, 0);
        while (from < source.Count || to < target.Count)
        {
            var (firstFrom, firstTo) = (from, to);
            var left = from < source.Count ? (long)source[from++] : 1;
            var right = to < target.Count ? (long)target[to++] : 1;
            while (left != right)
            {
                if (left < right)
                {
                    left *= source[from++];
                }
                else
                {
                    right *= target[to++];
                }
            }

            yield return ([.. Enumerable.Range(firstFrom, from - firstFrom)], [.. Enumerable.Range(firstTo, to - firstTo)]);
        }
    }
}
