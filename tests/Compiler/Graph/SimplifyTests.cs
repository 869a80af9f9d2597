using Lathe.Generator.Graph;
using Lathe.Generator.Ops;
using Lathe.Generator.Ops.Composites;
using Lathe.Generator.Passes;
using Lathe.Generator.Support;
using Xunit;

namespace Lathe.Compiler.Tests.Graph;

/// <summary>Simplification keeps values and removes what it names.</summary>
public class SimplifyTests
{
    static Scalar X => Scalars.X;

    public static TheoryData<string, string> Scalar_rules => new()
    {
        { "x + 0", "$0" },
        { "0 + x", "$0" },
        { "x - 0", "$0" },
        { "0 - x", "-$0" },
        { "1 * x", "$0" },
        { "x / 1", "$0" },
        { "-(-x)", "$0" },
        { "x + -y", "($0 - $1)" },
        { "x * -1", "-$0" },
        { "2 * 3 + x", "(6 + $0)" },
        { "x * 0", "($0 * 0)" },
        { "0 / x", "(0 / $0)" },
        { "power 1", "$0" },
        { "power 2", "($0 * $0)" },
        { "choose equal", "$0" },
        { "exp 0 * x", "$0" },
    };

    [Theory]
    [MemberData(nameof(Scalar_rules))]
    public void Scalar_expressions_fold(string name, string expected)
    {
        var expression = name switch
        {
            "x + 0" => X + 0,
            "0 + x" => 0 + X,
            "x - 0" => X - 0,
            "0 - x" => 0 - X,
            "1 * x" => 1 * X,
            "x / 1" => X / 1,
            "-(-x)" => -(-X),
            "x + -y" => X + (-Scalars.Y),
            "x * -1" => X * -1,
            "2 * 3 + x" => ((Scalar)2 * 3) + X,
            "x * 0" => X * 0,
            "0 / x" => 0 / X,
            "power 1" => Scalars.Power(X, 1),
            "power 2" => Scalars.Power(X, 2),
            "choose equal" => Scalars.Choose(Scalars.Less(X, 0), X, X),
            _ => Scalars.Exp(0) * X,
        };

        Assert.Equal(expected, ScalarText.Of(SimplifyScalars.Simplify(expression)));
    }

    [Fact]
    public void Values_of_a_differentiated_network_stay()
    {
        var network = Differentiate.Run(SmallNetwork.Build());
        var simple = Simplified(network);
        GraphVerifier.Verify(simple);
        var values = SmallNetwork.Values(4);
        var (before, after) = (DifferentiateTests.Run(network, values), DifferentiateTests.Run(simple, values));

        foreach (var (old, replaced) in network.Functions().Zip(simple.Functions()))
        {
            Assert.Equal(old.Results.Items.Select(result => result.Name), replaced.Results.Items.Select(result => result.Name));
            foreach (var (oldRoot, newRoot) in old.Roots.Zip(replaced.Roots))
            {
                Expect.Close(before.Evaluate(oldRoot).Data, after.Evaluate(newRoot).Data);
            }
        }

        Assert.True(Count(simple) < Count(network));
        Assert.Equal(network.Layers[0].Training!.Node.Shape, simple.Layers[0].Training!.Node.Shape);
    }

    [Fact]
    public void A_second_run_changes_nothing()
    {
        var once = Pipeline.RunOnGraph(SmallNetwork.Build());
        Assert.Equal(Text(once), Text(Simplified(once)));
    }

    [Fact]
    public void Stop_gradient_stays_until_gradients_are_there()
    {
        var network = Network(graph => graph.StopGradient(graph.Exp(X4(graph))));

        Assert.Contains("stop gradient", Text(Simplified(network)), StringComparison.Ordinal);
        Assert.DoesNotContain("stop gradient", Text(Simplified(Differentiate.Run(network))), StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Movement_rules => new()
    {
        { "reshape of reshape", "reshape [N, 24]" },
        { "reshape and back", "" },
        { "transpose of transpose", "transpose 0, 2, 3, 1" },
        { "transpose and back", "" },
        { "transpose of ones", "reshape [N, 24, 1, 1]" },
        { "slice of slice", "slice axis 3 from 1 length 1 step 1" },
        { "part of a concatenation", "" },
        { "slice of a part", "slice axis 3 from 1 length 2 step 1" },
        { "fill", "map ($0 + 6)" },
        { "unused input", "map (2 * $0)" },
        { "input twice", "map ($0 * $0)" },
    };

    [Theory]
    [MemberData(nameof(Movement_rules))]
    public void Movement_composes(string name, string expected)
    {
        var network = Network(graph =>
        {
            var x = X4(graph);
            return name switch
            {
                "reshape of reshape" => graph.Reshape(graph.Reshape(x, Shape.Of(Dim.Batch, 6, 4)), Shape.Of(Dim.Batch, 24)),
                "reshape and back" => graph.Reshape(graph.Reshape(x, Shape.Of(Dim.Batch, 24)), x.Shape),
                "transpose of transpose" => graph.Transpose(graph.Transpose(x, 0, 3, 1, 2), 0, 3, 1, 2),
                "transpose and back" => graph.Transpose(graph.Transpose(x, 0, 3, 1, 2), 0, 2, 3, 1),
                "transpose of ones" => graph.Transpose(graph.Reshape(x, Shape.Of(Dim.Batch, 1, 24, 1)), 0, 2, 1, 3),
                "slice of slice" => graph.Slice(graph.Slice(x, 3, 1, 3), 3, 0, 1),
                "part of a concatenation" => graph.Slice(graph.Concatenate(3, graph.Exp(x), x), 3, 4, 4),
                "slice of a part" => graph.Slice(graph.Concatenate(3, x, x), 3, 5, 2),
                "fill" => graph.Add(x, graph.Sum(graph.Fill(Shape.Of(1, 2, 1, 1), 3), 1)),
                "unused input" => graph.Map(2 * (Scalars.X + (0 * (Scalar)1)), x, graph.Exp(x)),
                _ => graph.Map(Scalars.X * Scalars.Y, x, x),
            };
        });

        var nodes = GraphTraversal.Reachable(Simplified(network).Training.Roots);

        Assert.Equal(expected, string.Join("; ", nodes.Where(node => node.Operation is not Input).Select(node => node.Operation.Describe())));
    }

    [Fact]
    public void Rewriting_drops_what_no_root_needs()
    {
        var network = Network(graph =>
        {
            graph.Exp(X4(graph));
            return graph.Tanh(X4(graph));
        });

        Assert.Equal(2, GraphTraversal.Reachable(Simplified(network).Training.Roots).Length);
    }

    static Node X4(GraphBuilder graph) => graph.Input("x", Shape.Of(Dim.Batch, 3, 2, 4));

    static NetworkGraph Network(Func<GraphBuilder, Node> forward)
    {
        var y = forward(new GraphBuilder());
        var axes = Enumerable.Range(1, y.Shape.Rank - 1).ToEquatableArray();
        var loss = new GraphBuilder();
        return new(
            "Moved",
            [new("x", [4, 3, 2], Shape.Of(Dim.Batch, 3, 2, 4))],
            [],
            [],
            new([new("y", y, axes)], []),
            Function.Empty,
            new([new("loss", loss.Reshape(loss.Mean(loss.Input("y", y.Shape), [.. Enumerable.Range(0, y.Shape.Rank)]), Shape.Of()), [])], []),
            []);
    }

    static NetworkGraph Simplified(NetworkGraph network) => SimplifyMovement.Run(SimplifyScalars.Run(SimplifyFills.Run(SimplifyStops.Run(network))));

    static int Count(NetworkGraph network) => network.Functions().SelectMany(function => GraphTraversal.Reachable(function.Roots)).Distinct().Count();

    static string Text(NetworkGraph network) => string.Join("\n", network.Functions().SelectMany(function => GraphTraversal.Reachable(function.Roots)).Distinct());
}
