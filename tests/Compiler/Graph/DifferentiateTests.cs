using Lathe.Generator.Graph;
using Lathe.Generator.Passes;
using Lathe.Interpreters.Graph;
using Xunit;

namespace Lathe.Compiler.Tests.Graph;

/// <summary>The pass that adds gradients to a whole network.</summary>
public class DifferentiateTests
{
    const int Batch = 4;

    [Fact]
    public void Every_parameter_and_input_has_a_gradient_in_order()
    {
        var network = Differentiate.Run(SmallNetwork.Build());
        GraphVerifier.Verify(network);

        Assert.Equal(
            ["gradient:conv.weight", "gradient:bn.weight", "gradient:bn.bias", "gradient:fc.weight", "gradient:unused", "gradient:x"],
            network.Backward!.Results.Items.Select(result => result.Name));
        Assert.Equal(["loss", "gradient:logits"], network.Loss.Results.Items.Select(result => result.Name));
        Assert.Equal([3, 1, 2], network.Backward.Results[5].UserAxes);
        Assert.Equal(Shape.Of(3, 3, 2, 4), network.Backward.Results[0].Node.Shape);
        Assert.All(new double[6], (zero, index) => Assert.Equal(zero, Run(network, SmallNetwork.Values(Batch)).Evaluate(network.Backward.Results[4].Node).Data[index]));
    }

    [Theory]
    [InlineData("conv.weight")]
    [InlineData("bn.weight")]
    [InlineData("bn.bias")]
    [InlineData("fc.weight")]
    [InlineData("x")]
    public void Gradients_of_a_network_equal_central_differences(string name)
    {
        var network = Differentiate.Run(SmallNetwork.Build());
        var values = SmallNetwork.Values(Batch);
        var logits = network.Training.Results[0].Node;
        double Objective() => Run(network, values).Evaluate(logits).Data.Zip(values["gradient:logits"], (value, weight) => value * weight).Sum();

        var expected = values[name].Select((value, index) => Difference(values[name], index, Objective)).ToArray();

        Expect.Close(expected, Run(network, values).Evaluate(network.Backward!)["gradient:" + name].Data, 1e-6);
    }

    [Fact]
    public void The_loss_has_the_gradient_of_each_output()
    {
        var network = Differentiate.Run(SmallNetwork.Build());
        var values = SmallNetwork.Values(Batch);
        double Objective() => Run(network, values).Evaluate(network.Loss)["loss"].Data[0];

        var expected = values["logits"].Select((_, index) => Difference(values["logits"], index, Objective)).ToArray();

        Expect.Close(expected, Run(network, values).Evaluate(network.Loss)["gradient:logits"].Data, 1e-8);
    }

    [Fact]
    public void An_output_that_the_loss_does_not_name_has_a_gradient_of_zeros()
    {
        var network = SmallNetwork.Build();
        var logits = network.Training.Results[0];
        network = Differentiate.Run(network with { Training = network.Training with { Results = [logits, logits with { Name = "extra" }] } });

        Assert.All(Run(network, SmallNetwork.Values(Batch)).Evaluate(network.Loss)["gradient:extra"].Data, value => Assert.Equal(0, value));
    }

    [Fact]
    public void The_same_network_differentiates_into_the_same_text()
    {
        static string Text(NetworkGraph network) => string.Join("\n", GraphTraversal.Reachable(network.Functions().SelectMany(function => function.Roots)));
        Assert.Equal(Text(Differentiate.Run(SmallNetwork.Build())), Text(Differentiate.Run(SmallNetwork.Build())));
    }

    [Fact]
    public void Batch_norm_needs_two_sums_of_the_gradient_and_no_more()
    {
        var network = Pipeline.RunOnGraph(SmallNetwork.Build());
        var forward = GraphTraversal.Reachable(network.Training.Roots).ToHashSet();
        var sums = GraphTraversal.Reachable(network.Backward!.Roots)
            .Where(node => !forward.Contains(node) && node.Operation is Lathe.Generator.Ops.Reduce && node.Shape == Shape.Of(1, 1, 1, 4));

        Assert.Equal(2, sums.Count());
    }

    internal static GraphInterpreter Run(NetworkGraph network, Dictionary<string, double[]> values) =>
        new(Batch, name => values.TryGetValue(name, out var value) ? value : throw new ArgumentException($"{network.Name} reads {name}."), seed: 3);

    static double Difference(double[] values, int index, Func<double> objective)
    {
        const double step = 1e-5;
        var value = values[index];
        values[index] = value + step;
        var above = objective();
        values[index] = value - step;
        var below = objective();
        values[index] = value;
        return (above - below) / (2 * step);
    }
}
