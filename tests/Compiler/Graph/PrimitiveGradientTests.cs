using Lathe.Generator.Graph;
using Lathe.Generator.Ops;
using Xunit;

namespace Lathe.Compiler.Tests.Graph;

/// <summary>Every primitive's gradient, and the gradient of that gradient, against central differences.</summary>
public class PrimitiveGradientTests
{
    static readonly Shape image = Shape.Of(Dim.Batch, 5, 3, 7);

    public static TheoryData<string> Names => [.. PrimitiveCases.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradients_equal_central_differences(string name)
    {
        var probe = new Probe();
        var (function, shapes) = PrimitiveCases.All[name];
        GradientCheck.FirstAndSecond(probe, (graph, inputs) => function(graph, inputs), [.. shapes.Select(shape => probe.Random(shape))]);
    }

    static Node Square(GraphBuilder graph, Node x) => graph.Map(Scalars.X * Scalars.X, x);

    [Fact]
    public void Nothing_flows_through_stop_gradient_argmax_and_random_bits()
    {
        var probe = new Probe();
        var x = probe.Random(image);
        var stopped = Square(probe.Graph, probe.Graph.StopGradient(x));
        var position = probe.Graph.MapTo(new Cast(DType.Float32, Scalars.X), Shape.Of(Dim.Batch, 5, 3, 1), DType.Float32, probe.Graph.ArgMax(x, 3));
        var bits = probe.Graph.MapTo(new Cast(DType.Float32, Scalars.X), image, DType.Float32, probe.Graph.RandomBits("path", image));
        var sum = probe.Graph.Map(Scalars.X + Scalars.Y + Scalars.Z, stopped, position, bits);

        Assert.Empty(Lathe.Generator.Passes.Gradients.Of(probe.Graph, [(sum, probe.Graph.Fill(sum.Shape, 1))], [x]));
    }
}
