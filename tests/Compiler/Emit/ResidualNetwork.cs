using Lathe.Generator.Graph;
using Lathe.Generator.Ops;
using Lathe.Generator.Ops.Composites;
using Lathe.Generator.Support;
using GraphParameter = Lathe.Generator.Graph.Parameter;
using Products = Lathe.Generator.Ops.Composites.Linear;

namespace Lathe.Compiler.Tests.Emit;

/// <summary>The residual networks of He et al. (2015) for 32x32 images, as the frontend hands them on: depth 6 n + 2, for tests of repetition.</summary>
internal sealed class ResidualNetwork
{
    readonly GraphBuilder graph = new();
    readonly Dictionary<string, GraphParameter> parameters = [];
    readonly Dictionary<string, State> states = [];
    readonly List<StateUpdate> updates = [];
    string gain = "";
    string unused = "";
    string shared = "";
    bool training;

    /// <summary>The network with so many blocks in each of its three stages.</summary>
    /// <param name="blocks">Blocks a stage.</param>
    /// <param name="gain">A parameter that multiplies the features behind the last of them; none if empty.</param>
    /// <param name="unused">A parameter that nothing reads; none if empty.</param>
    /// <param name="shared">A parameter that is the scale of the first batch norm of every block; none if empty.</param>
    public static NetworkGraph Build(int blocks, string gain = "", string unused = "", string shared = "") =>
        new ResidualNetwork { gain = gain, unused = unused, shared = shared }.Network(blocks);

    NetworkGraph Network(int blocks)
    {
        var (inTraining, inInference) = (Forward(blocks, true), Forward(blocks, false));
        var loss = new GraphBuilder();
        var number = loss.CrossEntropy(loss.Input("logits", Shape.Of(Dim.Batch, 10)), loss.Input("targets", Shape.Of(Dim.Batch, 10)));
        return new(
            $"Residual{(6 * blocks) + 2}",
            [new("x", [3, 32, 32], Shape.Of(Dim.Batch, 32, 32, 3)), new("targets", [10], Shape.Of(Dim.Batch, 10))],
            parameters.Values.ToEquatableArray(),
            states.Values.ToEquatableArray(),
            new([new("logits", inTraining, [1])], updates.ToEquatableArray()),
            new([new("logits", inInference, [1])], []),
            new([new("loss", number, [])], []),
            []);
    }

    Node Forward(int blocks, bool inTraining)
    {
        training = inTraining;
        var x = Normalized("bn1", Convolved("conv1", graph.Input("x", Shape.Of(Dim.Batch, 32, 32, 3)), 16, 3, 1));
        x = graph.Relu(x);
        for (var stage = 1; stage <= 3; stage++)
        {
            for (var block = 0; block < blocks; block++)
            {
                x = Block($"layer{stage}.{block}", x, 8 << stage, stage > 1 && block == 0 ? 2 : 1);
                if (unused == $"layer{stage}.{block}.unused.weight")
                    Parameter(unused, 1, 1);
            }
        }

        if (gain.Length > 0)
            x = graph.Multiply(x, graph.Reshape(Parameter(gain, 64, 1), Shape.Of(1, 1, 1, 64)));

        graph.Path = "linear";
        var weight = Parameter("linear.weight", [10, 64], Products.WeightLayout(10, 64));
        return graph.Affine(graph.GlobalAveragePool(x), weight, Parameter("linear.bias", 10, 0));
    }

    Node Block(string path, Node x, int channels, int stride)
    {
        var y = graph.Relu(Normalized(path + ".bn1", Convolved(path + ".conv1", x, channels, 3, stride)));
        y = Normalized(path + ".bn2", Convolved(path + ".conv2", y, channels, 3, 1));
        var shortcut = stride == 1 ? x : Normalized(path + ".downsample.1", Convolved(path + ".downsample.0", x, channels, 1, stride));
        graph.Path = path;
        return graph.Relu(graph.Add(y, shortcut));
    }

    Node Convolved(string path, Node x, int channels, int kernel, int stride)
    {
        graph.Path = path;
        var inputs = x.Shape[3].Value;
        var weight = Parameter(path + ".weight", [channels, inputs, kernel, kernel], Convolution.WeightLayout(channels, inputs, kernel, kernel, 1));
        return graph.Convolve(x, weight, null, ConvolutionWindow.Square(stride, kernel / 2));
    }

    Node Normalized(string path, Node x)
    {
        graph.Path = path;
        var channels = x.Shape[3].Value;
        var isShared = shared.Length > 0 && path.StartsWith("layer1.", StringComparison.Ordinal) && path.EndsWith(".bn1", StringComparison.Ordinal);
        var (scale, shift) = (Parameter(isShared ? shared : path + ".weight", channels, 1), Parameter(path + ".bias", channels, 0));
        var (mean, variance) = (State(path + ".running_mean", channels, 0), State(path + ".running_var", channels, 1));
        if (!training)
            return graph.BatchNormInference(x, scale, shift, mean, variance, 1e-5);
        var normalized = graph.BatchNormTraining(x, scale, shift, mean, variance, 1e-5, 0.1);
        updates.Add(new(path + ".running_mean", normalized.RunningMean));
        updates.Add(new(path + ".running_var", normalized.RunningVariance));
        return normalized.Output;
    }

    Node Parameter(string name, EquatableArray<int> shape, Layout layout) => Parameter(new(name, shape, layout, new(InitializerKind.Normal, 0, 0.1)));

    Node Parameter(string name, int length, double initial) =>
        Parameter(new(name, [length], Layout.Plain([length]), new(InitializerKind.Constant, initial), Decays: false));

    Node Parameter(GraphParameter parameter)
    {
        if (!parameters.ContainsKey(parameter.Name))
            parameters.Add(parameter.Name, parameter);
        return graph.Parameter(parameter);
    }

    Node State(string name, int channels, double initial)
    {
        if (!states.TryGetValue(name, out var state))
            states.Add(name, state = new(name, [channels], initial));
        return graph.State(state);
    }
}
