using Lathe.Generator.Graph;
using Lathe.Generator.Hosts;
using Lathe.Generator.Ops;
using Xunit;

namespace Lathe.Compiler.Tests.Hosts;

/// <summary>A bug of the compiler is an error that says so, and not missing code.</summary>
public sealed class FailureTests
{
    [Fact]
    public void A_graph_that_cannot_be_planned_is_reported_by_name()
    {
        // A loss that names no result cannot be differentiated.
        var builder = new GraphBuilder();
        var x = builder.Add(new Input("x", new(Shape.Of(Dim.Batch, 4), DType.Float32)));
        var forward = new Function([new Result("logits", x, [1])], []);
        var graph = new NetworkGraph("Broken", [new InputTensor("x", [4], x.Shape)], [], [], forward, forward, Function.Empty, []);
        var compiled = NetworkCompiler.Compile([new(new("", ["partial record Broken"], "Broken"), graph, null)], new(DesignTime: false, Dump: true, Cuda: true), CancellationToken.None);

        var failure = Assert.Single(compiled.Failures);
        Assert.Equal("LATHE190", failure.Rule.Id);
        Assert.Equal("Broken", failure.Arguments[0]);
        Assert.Equal(["Broken.g.cs"], compiled.Files.Select(file => file.HintName));
    }
}
