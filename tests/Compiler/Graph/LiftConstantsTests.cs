using Lathe.Generator.Graph;
using Lathe.Generator.Ops;
using Lathe.Generator.Passes;
using Lathe.Interpreters.Graph;
using Xunit;

namespace Lathe.Compiler.Tests.Graph;

/// <summary>Constants in which expressions of one form differ become arguments of a kernel that they share.</summary>
public sealed class LiftConstantsTests
{
    static Scalar X => Scalars.X;

    public static TheoryData<string, string, string> Cases => new()
    {
        { "other factors", "($0 * setting(3))", "($0 * setting(5))" },
        { "the same factor", "($0 * 3)", "($0 * 3)" },
        { "another form", "($0 * 3)", "($0 + 5)" },
        { "one of two", "(($0 * setting(3)) + 7)", "(($0 * setting(5)) + 7)" },
        { "rectifiers and a threshold", "(($0 <= 0) ? 0 : $0)", "(($0 <= 2) ? 2 : $0)" },
        { "a sign", "($0 * -1)", "($0 * 5)" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Constants_that_differ_become_settings(string name, string first, string second)
    {
        var (one, other) = name switch
        {
            "other factors" => (X * 3, X * 5),
            "the same factor" => (X * 3, X * 3),
            "another form" => (X * 3, X + 5),
            "one of two" => ((X * 3) + 7, (X * 5) + 7),
            "rectifiers and a threshold" => (Rectified(0), Rectified(2)),
            _ => (X * -1, X * 5),
        };
        var network = Network(graph => graph.Map(other, graph.Sum(graph.Map(one, graph.Input("x", Shape.Of(Dim.Batch, 6))), 1)));

        var lifted = LiftConstants.Run(network);

        GraphVerifier.Verify(lifted);
        Assert.Equal([first, second], GraphTraversal.Reachable(lifted.Inference.Roots).Select(node => node.Operation).OfType<Map>().Select(map => ScalarText.Of(map.Expression)));
        Assert.Equal(Evaluate(network), Evaluate(lifted));
    }

    static Scalar Rectified(double threshold) => Scalars.Choose(Scalars.LessOrEqual(X, threshold), threshold, X);

    static NetworkGraph Network(Func<GraphBuilder, Node> result)
    {
        var y = result(new GraphBuilder());
        var function = new Function([new("y", y, [1])], []);
        return new("Constants", [new("x", [6], Shape.Of(Dim.Batch, 6))], [], [], function, function, Function.Empty, []);
    }

    static double[] Evaluate(NetworkGraph network) =>
        new GraphInterpreter(batch: 2, _ => [.. Enumerable.Range(-5, 12).Select(value => (double)value)]).Evaluate(network.Inference)["y"].Data;
}
