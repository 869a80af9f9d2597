using Lathe.Generator.Graph;
using Lathe.Generator.Ops;
using Lathe.Generator.Ops.Composites;
using Xunit;

namespace Lathe.Compiler.Tests.Graph;

/// <summary>Movement against what it says, on numbers that tell their place.</summary>
public class MovementTests
{
    [Fact]
    public void Transpose_slice_and_concatenate_move_elements()
    {
        var probe = new Probe(batch: 1);
        var graph = probe.Graph;
        var x = probe.Given(Shape.Of(2, 3), 0, 1, 2, 3, 4, 5);

        Assert.Equal([0, 3, 1, 4, 2, 5], probe.Evaluate(graph.Transpose(x, 1, 0)));
        Assert.Equal([1, 2, 4, 5], probe.Evaluate(graph.Slice(x, 1, 1, 2)));
        Assert.Equal([0, 2, 3, 5], probe.Evaluate(graph.Slice(x, 1, 0, 2, 2)));
        Assert.Equal([0, 1, 2, 0, 3, 4, 5, 3], probe.Evaluate(graph.Concatenate(1, x, graph.Slice(x, 1, 0, 1))));
        Assert.Equal([3, 4, 5, 0, 1, 2], probe.Evaluate(graph.Gather(x, 0, [1, 0])));
        Assert.Equal([1, 2, 0, 4, 5, 3], probe.Evaluate(graph.Roll(x, 1, -1)));
        Assert.Equal([1, 2, 0, 4, 5, 3], probe.Evaluate(graph.Roll(x, 1, -int.MaxValue)));
        Assert.Equal([1, 0, 2, 0, 3, 0, 4, 0, 5], probe.Evaluate(graph.Pad(graph.Slice(graph.Reshape(x, Shape.Of(6)), 0, 1, 5), 0, 0, 0, 1)));
        Assert.Equal([9, 9, 0, 1, 2, 9, 9, 9, 3, 4, 5, 9], probe.Evaluate(graph.Pad(x, 1, 2, 1, value: 9)));
    }

    [Fact]
    public void Gather_sums_weighted_taps()
    {
        var probe = new Probe(batch: 1);
        var x = probe.Given(Shape.Of(3), 1, 10, 100);
        Assert.Equal([21, 50, 0], probe.Evaluate(probe.Graph.Add(new Gather(0, [[0, 1], [2, -1], [-1, -1]], [[1, 2], [0.5, 7], [1, 1]]), x)));
    }

    // Numbers of torch.nn.functional.interpolate.
    [Theory]
    [InlineData(4, false, new[] { 0, 0.25, 0.75, 1.0 })]
    [InlineData(4, true, new[] { 0, 1 / 3.0, 2 / 3.0, 1.0 })]
    [InlineData(3, false, new[] { 0, 0.5, 1.0 })]
    [InlineData(1, true, new[] { 0.0 })]
    public void Upsampling_interpolates_between_centres(int width, bool alignCorners, double[] expected)
    {
        var probe = new Probe(batch: 1);
        var x = probe.Given(Shape.Of(Dim.Batch, 1, 2, 1), 0, 1);
        Expect.Close(expected, probe.Evaluate(probe.Graph.Upsample(x, 1, width, alignCorners)));
    }

    [Fact]
    public void Broadcasting_aligns_trailing_axes_and_the_batch()
    {
        var probe = new Probe();
        var (x, sample, vector) = (probe.Random(Shape.Of(Dim.Batch, 2, 3)), probe.Given(Shape.Of(Dim.Batch, 3), 1, 2, 3, 4, 5, 6), probe.Given(Shape.Of(3), 10, 20, 30));
        var sum = probe.Graph.Map(Scalars.X - Scalars.X + Scalars.Y + Scalars.Z, x, sample, vector);

        Expect.Close([11, 22, 33, 11, 22, 33, 14, 25, 36, 14, 25, 36], probe.Evaluate(sum));
    }

    [Fact]
    public void Equal_operations_are_one_node_and_different_paths_have_different_bits()
    {
        var probe = new Probe();
        var x = probe.Random(Shape.Of(Dim.Batch, 3));

        Assert.Same(probe.Graph.Relu(x), probe.Graph.Relu(x));
        Assert.NotSame(probe.Graph.RandomBits("a", x.Shape), probe.Graph.RandomBits("b", x.Shape));
    }
}
