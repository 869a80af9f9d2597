using Lathe.Generator.Graph;
using Lathe.Generator.Passes;
using Xunit;

namespace Lathe.Compiler.Tests.Graph;

/// <summary>Compares graph-to-graph gradients with central differences in float64.</summary>
internal static class GradientCheck
{
    const double Step = 1e-5;
    const double Tolerance = 2e-7;

    /// <summary>Checks the gradient of a function of some inputs, and that gradient's own gradient.</summary>
    public static void FirstAndSecond(Probe probe, Func<GraphBuilder, Node[], Node> function, params Node[] inputs)
    {
        First(probe, function(probe.Graph, inputs), inputs);
        var output = function(probe.Graph, inputs);
        var cotangent = probe.Random(output.Shape, seed: 5);
        var gradients = Gradients.Of(probe.Graph, [(output, cotangent)], inputs);
        foreach (var input in inputs.Where(gradients.ContainsKey))
        {
            First(probe, gradients[input], [.. inputs, cotangent]);
        }
    }

    /// <summary>Checks the gradient of a node with respect to inputs that were given values.</summary>
    public static void First(Probe probe, Node output, params Node[] inputs)
    {
        var cotangent = probe.Random(output.Shape, seed: 3);
        var gradients = Gradients.Of(probe.Graph, [(output, cotangent)], inputs);
        var weights = probe.ValueOf(cotangent);
        foreach (var input in inputs)
        {
            var expected = Differences(probe, output, weights, probe.ValueOf(input));
            var actual = gradients.TryGetValue(input, out var gradient) ? probe.Evaluate(gradient) : new double[expected.Length];
            Assert.Equal(gradient?.Shape ?? input.Shape, input.Shape);
            Expect.Close(expected, actual, Tolerance);
        }
    }

    static double[] Differences(Probe probe, Node output, double[] weights, double[] values)
    {
        double Objective() => probe.Evaluate(output).Zip(weights, (value, weight) => value * weight).Sum();
        var result = new double[values.Length];
        for (var index = 0; index < values.Length; index++)
        {
            var value = values[index];
            values[index] = value + Step;
            var above = Objective();
            values[index] = value - Step;
            result[index] = (above - Objective()) / (2 * Step);
            values[index] = value;
        }

        return result;
    }
}
