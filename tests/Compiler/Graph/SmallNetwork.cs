using Lathe.Generator.Graph;
using Lathe.Generator.Ops;
using Lathe.Generator.Ops.Composites;
using Lathe.Generator.Support;
using GraphParameter = Lathe.Generator.Graph.Parameter;
using Products = Lathe.Generator.Ops.Composites.Linear;

namespace Lathe.Compiler.Tests.Graph;

/// <summary>A network of a few layers as the frontend hands it on: convolution, batch norm, pooling, dropout, a branch, a linear layer, and an
/// unused parameter.</summary>
internal static class SmallNetwork
{
    public const int Classes = 3;

    static readonly EquatableArray<int> input = [2, 6, 5];

    public static GraphParameter Weight { get; } = new("conv.weight", [4, 2, 3, 3], Convolution.WeightLayout(4, 2, 3, 3, 1), new(InitializerKind.Normal, 0, 0.2));

    public static GraphParameter Scale { get; } = new("bn.weight", [4], Layout.Plain([4]), Initializer.One, Decays: false);

    public static GraphParameter Shift { get; } = new("bn.bias", [4], Layout.Plain([4]), Initializer.Zero, Decays: false);

    public static GraphParameter Head { get; } = new("fc.weight", [Classes, 4], Products.WeightLayout(Classes, 4), new(InitializerKind.Normal, 0, 0.2));

    public static GraphParameter Unused { get; } = new("unused", [2, 3], Layout.Plain([2, 3]), Initializer.Zero);

    public static State Mean { get; } = new("bn.running_mean", [4], 0);

    public static State Variance { get; } = new("bn.running_var", [4], 1);

    public static NetworkGraph Build()
    {
        var graph = new GraphBuilder();
        var (training, updates) = Forward(graph, training: true);
        var (inference, _) = Forward(graph, training: false);
        var loss = graph.CrossEntropy(graph.Input("logits", Shape.Of(Dim.Batch, Classes)), graph.Input("targets", Shape.Of(Dim.Batch, Classes)));
        return new(
            "Small",
            [new("x", input, Shape.Of(Dim.Batch, 6, 5, 2))],
            [Weight, Scale, Shift, Head, Unused],
            [Mean, Variance],
            new([new("logits", training, [1])], updates),
            new([new("logits", inference, [1])], []),
            new([new("loss", loss, [])], []),
            [new("fc", "Linear", new("fc", training, [1]), new("fc", inference, [1]))]);
    }

    static (Node Logits, EquatableArray<StateUpdate> Updates) Forward(GraphBuilder graph, bool training)
    {
        var x = graph.Input("x", Shape.Of(Dim.Batch, 6, 5, 2));
        var convolved = graph.Convolve(x, graph.Parameter(Weight), null, ConvolutionWindow.Square(padding: 1));
        var (scale, shift, mean, variance) = (graph.Parameter(Scale), graph.Parameter(Shift), graph.State(Mean), graph.State(Variance));
        EquatableArray<StateUpdate> updates = [];
        Node normalized;
        if (training)
        {
            var batch = graph.BatchNormTraining(convolved, scale, shift, mean, variance, 1e-5, 0.1);
            normalized = graph.Dropout(batch.Output, 0.25, "drop");
            updates = [new(Mean.Name, batch.RunningMean), new(Variance.Name, batch.RunningVariance)];
        }
        else
        {
            normalized = graph.BatchNormInference(convolved, scale, shift, mean, variance, 1e-5);
        }

        var activated = graph.Relu(normalized);
        var pooled = graph.MaxPool(graph.Concatenate(3, activated, graph.Tanh(activated)), new(3, 2, 1));
        var halves = graph.Add(graph.Slice(pooled, 3, 0, 4), graph.Slice(pooled, 3, 4, 4));
        return (graph.Affine(graph.GlobalAveragePool(halves), graph.Parameter(Head), null), updates);
    }

    /// <summary>Values for everything that the network reads, with every gradient of an output given too.</summary>
    public static Dictionary<string, double[]> Values(int batch)
    {
        var random = new Random(11);
        double[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => (2 * random.NextDouble()) - 1)];
        return new()
        {
            ["x"] = Draw(batch * 60),
            ["conv.weight"] = Draw(72),
            ["bn.weight"] = [0.8, 1.1, 0.9, 1.2],
            ["bn.bias"] = Draw(4),
            ["fc.weight"] = Draw(12),
            ["unused"] = Draw(6),
            ["bn.running_mean"] = Draw(4),
            ["bn.running_var"] = [1, 1.5, 0.5, 2],
            ["logits"] = Draw(batch * Classes),
            ["targets"] = [.. Enumerable.Range(0, batch).SelectMany(sample => Enumerable.Range(0, Classes).Select(label => sample % Classes == label ? 1.0 : 0))],
            ["gradient:logits"] = Draw(batch * Classes),
        };
    }
}
