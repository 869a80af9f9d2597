using Lathe.Generator.Graph;
using Lathe.Generator.Ops;
using Lathe.Generator.Ops.Composites;
using Lathe.Generator.Passes;
using Lathe.Generator.Plan;
using Xunit;

namespace Lathe.Compiler.Tests.Plan;

/// <summary>Concatenations copy nothing: what they are made of is computed in its place, and so are the sums that their gradients are.</summary>
public sealed class ConcatenationTests
{
    readonly GraphBuilder graph = new();

    Node Image(string name, int channels) => graph.Input(name, Shape.Of(Dim.Batch, 8, 8, channels));

    /// <summary>Stores of whole tensors that hold nothing but an element of another tensor.</summary>
    internal static IEnumerable<string> Copies(Schedule schedule) =>
        from region in schedule.Phases.Items.SelectMany(phase => phase.Items.Items).OfType<Region>()
        from store in region.Items.Items.OfType<MapItem>().SelectMany(map => map.Stores.Items)
        let source = (store.Value as Load)?.Access.Value
        where source is not null && source.Space != Space.Input && !store.Target.Value.Size.IsStatic
        select $"{source.Name} to {store.Target.Value.Name} in {region.Name}";

    [Fact]
    public void Dense_connections_copy_nothing()
    {
        var plan = Pipeline.Run(SmallNetworks.Bottlenecks());
        Assert.Empty(Copies(plan.Training));
        Assert.Empty(Copies(plan.Inference));
    }

    [Fact]
    public void Branches_copy_nothing()
    {
        var plan = Pipeline.Run(SmallNetworks.Branches());
        Assert.Empty(Copies(plan.Training));
        Assert.Empty(Copies(plan.Inference));
    }

    [Fact]
    public void A_dense_block_has_one_tensor_of_features_and_one_of_gradients()
    {
        var training = Pipeline.Run(SmallNetworks.Bottlenecks()).Training;
        Assert.Single(training.Values.Items, value => value.Name == "concatenate" && !value.Size.IsStatic);

        // The innermost sum is written over a section of the one that the layer behind it left.
        var backward = training.Phases.Items.Single(phase => phase.Kind == PhaseKind.Backward);
        var written = backward.Items.Items.SelectMany(item => item.Touches).Where(touch => touch is { IsWrite: true, Value: { Size.IsStatic: false, Space: Space.Saved or Space.Temporary } });
        Assert.Equal(16 * 16 * 16, Assert.Single(written.GroupBy(touch => touch.Value), stores => stores.Count() > 1).Key.Size.PerSample);
    }

    [Fact]
    public void Several_concatenations_of_one_tensor_copy_it_once()
    {
        var square = graph.Exp(graph.Square(Image("x", 3)));
        var (left, right) = (graph.Concatenate(3, square, Image("y", 2)), graph.Concatenate(3, Image("y", 2), square));
        var schedule = PlanHarness.AssertEqual(("left", left), ("right", right));
        Assert.Single(Copies(schedule));
    }

    [Fact]
    public void A_tensor_beside_itself_is_copied()
    {
        var exp = graph.Exp(Image("x", 3));
        PlanHarness.AssertEqual(("twice", graph.Concatenate(3, exp, exp, exp)), ("sum", graph.Sum(exp, 3)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Any_axis_will_do(int axis)
    {
        var parts = new[] { graph.Exp(Image("x", 3)), graph.Exp(Image("y", 3)) };
        var inner = graph.Concatenate(axis, parts);
        var outer = graph.Concatenate(axis, inner, graph.Exp(Image("z", 3)));
        PlanHarness.AssertEqual(("outer", outer), ("inner", graph.Sum(inner, 3)), ("flat", graph.Reshape(graph.Add(parts[1], parts[0]), Shape.Of(Dim.Batch, 192))));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Convolutions_read_and_write_sections_along_any_axis(int axis)
    {
        var weight = graph.Input("w", Shape.Of(3, 3, 4, 4));
        Node Convolved(Node input) => graph.Convolve(input, weight, null, ConvolutionWindow.Square(1, 1));
        var first = Convolved(Image("x", 4));
        var both = graph.Concatenate(axis, first, Convolved(first));
        PlanHarness.AssertEqual(("all", graph.Concatenate(axis, both, Convolved(graph.Slice(both, axis, 2, axis == 3 ? 4 : 6)))));
    }

    [Fact]
    public void What_the_caller_sees_is_not_written_over()
    {
        var x = graph.Exp(Image("x", 8));
        var sum = graph.Exp(graph.Add(graph.Slice(x, 3, 2, 4), Image("y", 4)));
        PlanHarness.AssertEqual(("exp", x), ("sum", graph.Sum(sum, 1)), ("again", graph.Sum(graph.Multiply(sum, sum), 2)));
    }

    [Fact]
    public void What_somebody_reads_is_not_written_over()
    {
        var x = graph.Exp(Image("x", 8));
        var sum = graph.Exp(graph.Add(graph.Slice(x, 3, 2, 4), Image("y", 4)));
        PlanHarness.AssertEqual(("sum", graph.Sum(sum, 1)), ("again", graph.Sum(graph.Multiply(sum, sum), 2)), ("overlapping", graph.Sum(graph.Slice(x, 3, 5, 2), 3)));
    }

    [Fact]
    public void A_sum_takes_the_place_of_the_section_that_it_alone_reads()
    {
        var x = graph.Exp(graph.Add(Image("x", 8), Image("w", 8)));
        var sum = graph.Add(graph.Slice(x, 3, 2, 4), Image("y", 4));
        var schedule = PlanHarness.AssertEqual(("sum", graph.Sum(sum, 1)), ("again", graph.Sum(graph.Square(sum), 2)), ("rest", graph.Sum(graph.Slice(x, 3, 6, 2), 3)));
        var written = schedule.Phases.Items.SelectMany(phase => phase.Items.Items).SelectMany(item => item.Touches).Where(touch => touch.IsWrite);
        Assert.Single(written.GroupBy(touch => touch.Value.Id), stores => stores.Count() == 2);
    }
}
