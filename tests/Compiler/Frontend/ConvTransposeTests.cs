using Lathe.Generator.Graph;
using Xunit;

namespace Lathe.Compiler.Tests.Frontend;

/// <summary>The layer's parameters are those of PyTorch's ConvTranspose2d.</summary>
public sealed class ConvTransposeTests
{
    const double Bound = 0.23570226039551584; // 1 / sqrt(2 * 3 * 3)

    static NetworkGraph Graph(string layer) => Declared.Graph($$"""
        [Network(6, 4, 5)]
        public sealed partial record Net : Module
        {
            readonly ConvTranspose up = {{layer}};

            public Tensor Forward(Tensor x) => x.Then(up);
        }
        """);

    [Theory]
    [InlineData("new(4, Kernel: 3)", "up.weight [6, 4, 3, 3]; up.bias [4]", "4 6 7")]
    [InlineData("new(4, Kernel: 3, Stride: 2, Padding: 1, OutputPadding: 1, Groups: 2)", "up.weight [6, 2, 3, 3]; up.bias [4]", "4 8 10")]
    [InlineData("new(5, Kernel: 2, Stride: 2, Bias: false)", "up.weight [6, 5, 2, 2]", "5 8 10")]
    [InlineData("new(3, Kernel: 3, Padding: 2, OutputPadding: 1, Dilation: 2, Bias: false)", "up.weight [6, 3, 3, 3]", "3 5 6")]
    public void It_has_names_and_shapes_of_PyTorch(string layer, string parameters, string output)
    {
        var graph = Graph(layer);
        Assert.Equal(parameters, string.Join("; ", graph.Parameters.Items.Select(parameter => $"{parameter.Name} {parameter.Shape}")));
        var result = graph.Inference.Results[0];
        Assert.Equal(output, string.Join(" ", result.UserAxes.Items.Select(axis => result.Node.Shape[axis].Value)));
    }

    [Fact]
    public void It_starts_as_PyTorchs_does() => Assert.All(Graph("new(4, Kernel: 3, Groups: 2)").Parameters.Items, parameter =>
    {
        Assert.Equal(InitializerKind.Uniform, parameter.Initializer.Kind);
        Assert.Equal(Bound, parameter.Initializer.Second, 1e-12);
    });
}
