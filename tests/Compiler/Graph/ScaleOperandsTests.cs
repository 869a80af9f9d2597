using Lathe.Generator.Graph;
using Lathe.Generator.Ops;
using Lathe.Generator.Ops.Composites;
using Lathe.Generator.Passes;
using Lathe.Interpreters.Graph;
using Xunit;
using GraphParameter = Lathe.Generator.Graph.Parameter;

namespace Lathe.Compiler.Tests.Graph;

/// <summary>Scales of a contraction's result go into its operand, in inference, where nothing else needs them.</summary>
public class ScaleOperandsTests
{
    static readonly GraphParameter weight = new("weight", [4, 2, 3, 3], Convolution.WeightLayout(4, 2, 3, 3, 1), new(InitializerKind.Normal, 0, 0.2));

    static readonly GraphParameter bias = new("bias", [4], Layout.Plain([4]), Initializer.Zero);

    static readonly GraphParameter scale = new("scale", [4], Layout.Plain([4]), Initializer.One);

    static readonly State mean = new("mean", [4], 0);

    static readonly State variance = new("variance", [4], 1);

    public static TheoryData<string, string> Cases => new()
    {
        { "batch norm", "contract nhwi,klio->npqo; map ($0 + $1); map (($0 <= 0) ? 0 : $0)" },
        { "bias and batch norm", "contract nhwi,klio->npqo; map ($0 + $1)" },
        { "a scale", "contract nhwi,klio->npqo" },
        { "a quotient", "contract nhwi,klio->npqo; map ($0 + $1)" },
        { "a bias", "contract nhwi,klio->npqo; map ($0 + $1)" },
        { "a product of rows", "reshape [N, 60]; slice axis 1 from 0 length 18 step 1; contract ni,io->no; map ($0 + $1)" },
        { "two users", "contract nhwi,klio->npqo; map ((($0 - $1) * $2) + $3); map ($0 + $1)" },
        { "a scale of the sample", "contract nhwi,klio->npqo; reduce Sum over 1, 2, 3; map ($0 / 60); map ($0 * $1)" },
        { "a scale of rows", "contract nhwi,klio->npqo; map ($0 * $1)" },
        { "a square", "contract nhwi,klio->npqo; map (($0 * $0) * $1)" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Scales_go_into_the_steady_operand(string name, string expected)
    {
        var network = Network(graph => Result(graph, name));
        var scaled = ScaleOperands.Run(network);
        GraphVerifier.Verify(scaled);

        var steps = GraphTraversal.Reachable(scaled.Inference.Roots).Where(node => node.Shape.IsBatched && node.Operation is not Input);
        Assert.Equal(expected, string.Join("; ", steps.Select(node => node.Operation.Describe())));
        Expect.Close(Evaluate(network.Inference), Evaluate(scaled.Inference));
        Expect.Close(Evaluate(network.Training), Evaluate(scaled.Training));
        Assert.Equal(GraphTraversal.Reachable(network.Training.Roots).Length, GraphTraversal.Reachable(scaled.Training.Roots).Length);
    }

    [Fact]
    public void A_scaled_contraction_still_belongs_to_its_layer()
    {
        var network = Network(graph =>
        {
            graph.Path = "conv";
            var contraction = graph.Convolve(graph.Input("x", Shape.Of(Dim.Batch, 6, 5, 2)), graph.Parameter(weight), null, ConvolutionWindow.Square());
            graph.Path = "bn";
            return graph.Map((Scalars.X * Scalars.Y) + Scalars.Z, contraction, graph.Parameter(scale), graph.Parameter(bias));
        });

        var nodes = GraphTraversal.Reachable(ScaleOperands.Run(network).Inference.Roots);

        Assert.Equal("conv", nodes.Single(node => node.Operation is Contract).Path);
        Assert.Equal("bn", nodes[^1].Path);
    }

    static Node Result(GraphBuilder graph, string name)
    {
        var x = graph.Input("x", Shape.Of(Dim.Batch, 6, 5, 2));
        var (w, b, s) = (graph.Parameter(weight), graph.Parameter(bias), graph.Parameter(scale));
        var contraction = graph.Convolve(x, w, null, ConvolutionWindow.Square(padding: 1));
        var statistics = (Mean: graph.State(mean), Variance: graph.State(variance));
        Node BatchNorm(Node input) => graph.BatchNormInference(input, s, b, statistics.Mean, statistics.Variance, 1e-5);
        return name switch
        {
            "batch norm" => graph.Relu(BatchNorm(contraction)),
            "bias and batch norm" => BatchNorm(graph.Convolve(x, w, b, ConvolutionWindow.Square(padding: 1))),
            "a scale" => graph.Multiply(contraction, s),
            "a quotient" => graph.Map((Scalars.X + Scalars.Y) / Scalars.Z, contraction, b, graph.Exp(s)),
            "a bias" => graph.Add(contraction, b),
            "a product of rows" => BatchNorm(graph.Contract("ni,io->no", graph.Slice(graph.Reshape(x, Shape.Of(Dim.Batch, 60)), 1, 0, 18), graph.Reshape(w, Shape.Of(18, 4)))),
            "two users" => graph.Add(BatchNorm(contraction), contraction),
            "a scale of the sample" => graph.Multiply(contraction, graph.Mean(x, 1, 2, 3)),
            "a scale of rows" => graph.Multiply(contraction, graph.Reshape(graph.Slice(s, 0, 0, 1), Shape.Of(1, 1, 1, 1))),
            _ => graph.Map(Scalars.X * Scalars.X * Scalars.Y, contraction, s),
        };
    }

    /// <summary>A network that shares the contraction of convolutions with its training.</summary>
    static NetworkGraph Network(Func<GraphBuilder, Node> result)
    {
        var graph = new GraphBuilder();
        var inference = result(graph);
        var training = graph.Exp(graph.Convolve(graph.Input("x", Shape.Of(Dim.Batch, 6, 5, 2)), graph.Parameter(weight), null, ConvolutionWindow.Square(padding: 1)));
        return new(
            "Scaled",
            [new("x", [2, 6, 5], Shape.Of(Dim.Batch, 6, 5, 2))],
            [weight, bias, scale],
            [mean, variance],
            new([new("y", training, [3, 1, 2])], []),
            new([new("y", inference, inference.Shape.Rank == 2 ? [1] : [3, 1, 2])], []),
            Function.Empty,
            []);
    }

    static double[] Evaluate(Function function)
    {
        var random = new Random(5);
        double[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => (2 * random.NextDouble()) - 1)];
        var values = new Dictionary<string, double[]>
        {
            ["x"] = Draw(180),
            ["weight"] = Draw(72),
            ["bias"] = Draw(4),
            ["scale"] = Draw(4),
            ["mean"] = Draw(4),
            ["variance"] = [1, 1.5, 0.5, 2],
        };
        return new GraphInterpreter(3, name => values[name]).Evaluate(function.Roots.Single()).Data;
    }
}
