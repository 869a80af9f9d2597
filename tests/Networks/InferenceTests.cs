using Lathe.Generator.Graph;
using Lathe.Generator.Ops;
using Lathe.Models;

namespace Lathe.Networks.Tests;

/// <summary>Inference computes with weights that have taken in their batch norm.</summary>
public sealed class InferenceTests
{
    [Theory]
    [InlineData("resnet20_cifar")]
    [InlineData("googlenet_torchvision_aux")]
    [InlineData("wrn_16_2")]
    public void What_is_computed_for_each_sample_scales_nothing_behind_a_contraction(string golden)
    {
        var nodes = GraphTraversal.Reachable(GoldenNetworks.Source(Golden.Of(golden)).Graph().Inference.Roots);
        var scaled = nodes.Where(node => node.Operation is Map map && node.Inputs.Any(input => input.Operation is Contract)
            && Expressions(map.Expression).Any(expression => expression is Binary { Operator: BinaryOperator.Multiply }));
        Assert.Empty(scaled.Select(node => node.ToString()));
    }

    [Fact]
    public void Prediction_sees_the_weights_and_statistics_of_the_last_step()
    {
        var golden = Golden.Of("resnet20_cifar");
        var x = GoldenValues.Input(golden);
        using var network = ResNet20.Compile(null, seed: 1);
        using var optimizer = new Sgd(network, learningRate: 0.1);
        var before = network.Predict(x, golden.Batch);
        network.ZeroGradients();
        network.Forward(x, golden.Batch);
        var statistics = network.Predict(x, golden.Batch);
        Assert.NotEqual(before, statistics);

        network.Forward(x, golden.Batch);
        network.Loss(GoldenValues.Targets(golden));
        network.Backward();
        optimizer.Step();
        var after = network.Predict(x, golden.Batch);
        Assert.NotEqual(statistics, after);

        using var copy = ResNet20.Compile(null, seed: 2);
        foreach (var parameter in network.Parameters)
            copy.Parameters[parameter.Name].CopyFrom(parameter.ToArray());
        foreach (var state in network.States)
            copy.States[state.Name].CopyFrom(state.ToArray());
        Assert.Equal(after, copy.Predict(x, golden.Batch));
    }

    static IEnumerable<Scalar> Expressions(Scalar expression) => ScalarTraversal.Children(expression).SelectMany(Expressions).Prepend(expression);
}
