using Lathe.Generator.Graph;
using Lathe.Generator.Ops;
using Lathe.Generator.Ops.Composites;
using Lathe.Generator.Support;

namespace Lathe.Compiler.Tests.Plan;

/// <summary>Small whole networks, as the frontend would make them.</summary>
internal sealed class SmallNetworks
{
    readonly GraphBuilder graph = new();
    readonly List<Generator.Graph.Parameter> parameters = [];
    readonly List<State> states = [];
    readonly List<StateUpdate> updates = [];
    readonly List<Layer> layers = [];
    readonly Node x;

    SmallNetworks(params Dim[] shape) => x = graph.Input("x", Shape.Of([Dim.Batch, .. shape]));

    /// <summary>Two convolutions with pooling, two linear layers.</summary>
    public static NetworkGraph LeNet(int size = 14)
    {
        var network = new SmallNetworks(size, size, 1);
        var y = network.graph.MaxPool(network.Conv(network.x, "conv1", 4, 5), new PoolingWindow(2, 2));
        y = network.graph.MaxPool(network.graph.Relu(network.Conv(y, "conv2", 6, 3, padding: 1)), new PoolingWindow(3, 2, 1));
        y = network.graph.Relu(network.Linear(network.Flat(y), "fc1", 9));
        return network.Classifier(network.Linear(y, "fc2", 5));
    }

    /// <summary>A chain of convolutions with batch norm, ReLU and perhaps dropout.</summary>
    public static NetworkGraph Plain(int depth, int size = 32, int channels = 16, double dropout = 0)
    {
        var network = new SmallNetworks(size, size, 3);
        var y = network.x;
        for (var layer = 0; layer < depth; layer++)
        {
            y = network.graph.Relu(network.BatchNorm(network.Conv(y, $"conv{layer}", channels, 3, padding: 1, bias: false), $"bn{layer}"));
            if (dropout > 0)
                y = network.graph.Dropout(y, dropout, $"drop{layer}");
        }

        return network.Classifier(network.Linear(network.graph.GlobalAveragePool(y), "linear", 4));
    }

    /// <summary>Convolutions with batch norm and a residual connection.</summary>
    public static NetworkGraph Residual(int size = 8, int channels = 6)
    {
        var network = new SmallNetworks(size, size, 3);
        var graph = network.graph;
        var y = graph.Relu(network.BatchNorm(network.Conv(network.x, "conv1", channels, 3, padding: 1, bias: false), "bn1"));
        var inner = graph.Relu(network.BatchNorm(network.Conv(y, "block.conv1", channels, 3, padding: 1, bias: false), "block.bn1"));
        inner = network.BatchNorm(network.Conv(inner, "block.conv2", channels, 3, padding: 1, bias: false), "block.bn2");
        return network.Classifier(network.Linear(graph.GlobalAveragePool(graph.Relu(graph.Add(inner, y))), "linear", 4));
    }

    /// <summary>Dense connections: concatenation of batch-normalised features.</summary>
    public static NetworkGraph Dense()
    {
        var network = new SmallNetworks(6, 6, 3);
        var graph = network.graph;
        var features = network.Conv(network.x, "conv0", 4, 3, padding: 1);
        for (var layer = 1; layer <= 3; layer++)
        {
            var y = graph.Relu(network.BatchNorm(features, $"layer{layer}.norm"));
            features = graph.Concatenate(3, features, graph.Dropout(network.Conv(y, $"layer{layer}.conv", 3, 3, padding: 1, bias: false), 0.2, $"layer{layer}.drop"));
        }

        var pooled = graph.AveragePool(features, new PoolingWindow(2, 2), countIncludePad: false);
        return network.Classifier(network.Linear(graph.GlobalAveragePool(pooled), "classifier", 3));
    }

    /// <summary>Three layers that append to their input: bottlenecks between batch norms, as densely connected networks have them.</summary>
    public static NetworkGraph Bottlenecks(int size = 16)
    {
        var network = new SmallNetworks(size, size, 3);
        var graph = network.graph;
        var features = network.Conv(network.x, "conv0", 8, 3, padding: 1, bias: false);
        for (var layer = 1; layer <= 3; layer++)
        {
            var inner = network.Conv(graph.Relu(network.BatchNorm(features, $"layer{layer}.bn1")), $"layer{layer}.conv1", 16, 1, bias: false);
            inner = network.Conv(graph.Relu(network.BatchNorm(inner, $"layer{layer}.bn2")), $"layer{layer}.conv2", 4, 3, padding: 1, bias: false);
            features = graph.Concatenate(3, features, inner);
        }

        return network.Classifier(network.Linear(graph.GlobalAveragePool(graph.Relu(network.BatchNorm(features, "bn"))), "linear", 3));
    }

    /// <summary>Two blocks of branches side by side: convolutions of sizes one and three, and pooling.</summary>
    public static NetworkGraph Branches(int size = 12)
    {
        var network = new SmallNetworks(size, size, 3);
        var graph = network.graph;
        Node Unit(Node input, string path, int channels, int kernel) =>
            graph.Relu(network.BatchNorm(network.Conv(input, path + ".conv", channels, kernel, padding: kernel / 2, bias: false), path + ".bn"));
        var y = Unit(network.x, "stem", 8, 3);
        for (var block = 1; block <= 2; block++)
        {
            y = graph.Concatenate(
                3,
                Unit(y, $"block{block}.one", 4, 1),
                Unit(Unit(y, $"block{block}.reduce", 4, 1), $"block{block}.three", 6, 3),
                Unit(graph.MaxPool(y, new PoolingWindow(3, 1, 1)), $"block{block}.projection", 3, 1));
        }

        return network.Classifier(network.Linear(graph.GlobalAveragePool(y), "linear", 3));
    }

    /// <summary>One block of a vision transformer: patches, positions, attention, a perceptron with GELU.</summary>
    public static NetworkGraph Transformer()
    {
        var network = new SmallNetworks(8, 8, 3);
        var graph = network.graph;
        var patches = graph.Reshape(network.Conv(network.x, "patch", 12, 4, stride: 4), Shape.Of(Dim.Batch, 4, 12));
        var tokens = graph.Add(patches, network.Parameter("positions", [1, 4, 12]));
        var normed = network.LayerNorm(tokens, "norm1", 12);
        var qkv = graph.Reshape(network.Linear(normed, "qkv", 36), Shape.Of(Dim.Batch, 4, 3, 2, 6));
        Node Part(int part) => graph.Transpose(graph.Reshape(graph.Slice(qkv, 2, part, 1), Shape.Of(Dim.Batch, 4, 2, 6)), 0, 2, 1, 3);
        var scores = graph.Scale(graph.MatMul(Part(0), Part(1), transposeRight: true), 0.4);
        var mixed = graph.Transpose(graph.MatMul(graph.Softmax(scores, -1), Part(2)), 0, 2, 1, 3);
        tokens = graph.Add(tokens, network.Linear(graph.Reshape(mixed, Shape.Of(Dim.Batch, 4, 12)), "proj", 12));
        var hidden = graph.Gelu(network.Linear(network.LayerNorm(tokens, "norm2", 12), "fc1", 20));
        tokens = graph.Add(tokens, network.Linear(hidden, "fc2", 12));
        return network.Classifier(network.Linear(graph.Reshape(graph.Mean(tokens, 1), Shape.Of(Dim.Batch, 12)), "head", 3));
    }

    /// <summary>A gate that a sigmoid computes, channels that squeeze and excite, PReLU, grouped convolution.</summary>
    public static NetworkGraph Gated()
    {
        var network = new SmallNetworks(7, 5, 4);
        var graph = network.graph;
        var y = graph.PRelu(network.Conv(network.x, "conv", 8, 3, padding: 1, groups: 2), network.Parameter("slope", [8]));
        var gate = graph.Sigmoid(network.Linear(graph.GlobalAveragePool(y), "gate", 8));
        y = graph.Multiply(y, graph.Reshape(gate, Shape.Of(Dim.Batch, 1, 1, 8)));
        y = graph.Silu(graph.Upsample(y, 9, 9, alignCorners: false));
        return network.Classifier(network.Linear(graph.GlobalMaxPool(y), "head", 3));
    }

    Node Parameter(string name, EquatableArray<int> shape, Layout? layout = null)
    {
        var parameter = new Generator.Graph.Parameter(name, shape, layout ?? Layout.Plain(shape), Initializer.Zero);
        parameters.Add(parameter);
        return graph.Parameter(parameter);
    }

    Node Conv(Node input, string path, int channels, int kernel, int stride = 1, int padding = 0, bool bias = true, int groups = 1)
    {
        var inputs = input.Shape[3].Value / groups;
        graph.Path = path;
        var weight = Parameter(path + ".weight", [channels, inputs, kernel, kernel], Convolution.WeightLayout(channels, inputs, kernel, kernel, groups));
        return Applied(path, graph.Convolve(input, weight, bias ? Parameter(path + ".bias", [channels]) : null, ConvolutionWindow.Square(stride, padding, 1, groups)));
    }

    Node Linear(Node input, string path, int features)
    {
        var inputs = input.Shape[input.Shape.Rank - 1].Value;
        graph.Path = path;
        var weight = Parameter(path + ".weight", [features, inputs], Generator.Ops.Composites.Linear.WeightLayout(features, inputs));
        return Applied(path, graph.Affine(input, weight, Parameter(path + ".bias", [features])));
    }

    Node LayerNorm(Node input, string path, int features)
    {
        graph.Path = path;
        return Applied(path, graph.LayerNorm(input, Parameter(path + ".weight", [features]), Parameter(path + ".bias", [features]), 1e-5));
    }

    Node BatchNorm(Node input, string path)
    {
        var channels = input.Shape[3].Value;
        graph.Path = path;
        var (mean, variance) = (new State(path + ".running_mean", [channels], 0), new State(path + ".running_var", [channels], 1));
        states.AddRange([mean, variance]);
        var result = graph.BatchNormTraining(
            input, Parameter(path + ".weight", [channels]), Parameter(path + ".bias", [channels]), graph.State(mean), graph.State(variance), 1e-5, 0.1);
        updates.AddRange([new(mean.Name, result.RunningMean), new(variance.Name, result.RunningVariance)]);
        return Applied(path, result.Output);
    }

    Node Applied(string path, Node node)
    {
        var result = PlanHarness.ResultOf(path, node);
        layers.Add(new(path, "Layer", result, result));
        graph.Path = "";
        return node;
    }

    Node Flat(Node node) => graph.Reshape(node, Shape.Of(Dim.Batch, node.Shape.Dims.Items.Skip(1).Aggregate(1, (product, dim) => product * dim.Value)));

    NetworkGraph Classifier(Node logits)
    {
        var losses = new GraphBuilder();
        var loss = losses.CrossEntropy(losses.Input("logits", logits.Shape), losses.Input("targets", logits.Shape));
        var classes = logits.Shape[1].Value;
        var result = PlanHarness.ResultOf("logits", logits);
        return new(
            "Small",
            [new("x", [.. x.Shape.Dims.Items.Skip(1).Select(dim => dim.Value)], x.Shape), new("targets", [classes], logits.Shape)],
            parameters.ToEquatableArray(),
            states.ToEquatableArray(),
            new([result], updates.ToEquatableArray()),
            new([result], []),
            new([PlanHarness.ResultOf("loss", loss)], []),
            layers.ToEquatableArray());
    }
}
