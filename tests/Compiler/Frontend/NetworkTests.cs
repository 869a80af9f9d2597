using Xunit;

namespace Lathe.Compiler.Tests.Frontend;

/// <summary>Whole networks, from the source to the graph.</summary>
public sealed class NetworkTests
{
    [Fact]
    public void LeNet_has_the_parameters_of_its_paper_in_order()
    {
        var graph = Declared.Graph("""
            [Network(1, 28, 28)]
            public sealed partial record LeNet : Module
            {
                readonly Conv conv1 = new(20, Kernel: 5), conv2 = new(50, Kernel: 5);
                readonly Linear fc1 = new(500), fc2 = new(10);

                public Tensor Forward(Tensor x) => x.Then(conv1).MaxPool(2).Then(conv2).MaxPool(2).Flatten().Then(fc1).Relu().Then(fc2);
            }
            """);

        Assert.Equal(
            ["conv1.weight [20, 1, 5, 5]", "conv1.bias [20]", "conv2.weight [50, 20, 5, 5]", "conv2.bias [50]", "fc1.weight [500, 800]", "fc1.bias [500]", "fc2.weight [10, 500]", "fc2.bias [10]"],
            graph.Parameters.Items.Select(parameter => $"{parameter.Name} {parameter.Shape}"));
        Assert.Equal("[N, 10]", Assert.Single(graph.Inference.Results).Node.Shape.ToString());
        Assert.Equal(["conv1", "conv2", "fc1", "fc2"], graph.Layers.Items.Select(layer => layer.Path));
    }
}
