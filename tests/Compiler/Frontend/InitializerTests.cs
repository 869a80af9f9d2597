using Lathe.Generator.Graph;
using Xunit;

namespace Lathe.Compiler.Tests.Frontend;

/// <summary>The distributions that layers and parameters start from, for a weight of 8 outputs and 6 inputs in 2 groups with a 3x5 window.</summary>
public sealed class InitializerTests
{
    const double FanIn = 3 * 3 * 5;
    const double FanOut = 8 * 3 * 5;

    static Generator.Graph.Parameter[] Parameters(string initial) =>
    [
        .. Declared.Graph($$"""
            [Network(6, 9, 9)]
            public sealed partial record Net : Module
            {
                readonly Conv conv = new(8, Kernel: 3, Groups: 2) { KernelWidth = 5{{initial}} };

                public Tensor Forward(Tensor x) => x.Then(conv);
            }
            """).Parameters.Items,
    ];

    public static TheoryData<string, string, double, double> Distributions => new()
    {
        { "Initial.Constant(0.5)", "Constant", 0.5, 0 },
        { "Initial.Uniform(-0.25, 0.5)", "Uniform", -0.25, 0.5 },
        { "Initial.Normal(0.1)", "Normal", 0, 0.1 },
        { "Initial.Normal(0.1, Mean: 2)", "Normal", 2, 0.1 },
        { "Initial.TruncatedNormal(0.02)", "TruncatedNormal", 0, 0.02 },
        { "Initial.FanIn()", "Uniform", -1 / Math.Sqrt(FanIn), 1 / Math.Sqrt(FanIn) },
        { "Initial.He()", "Normal", 0, Math.Sqrt(2 / FanIn) },
        { "Initial.He(FanOut: true)", "Normal", 0, Math.Sqrt(2 / FanOut) },
        { "Initial.Xavier()", "Uniform", -Math.Sqrt(6 / (FanIn + FanOut)), Math.Sqrt(6 / (FanIn + FanOut)) },
    };

    [Theory]
    [MemberData(nameof(Distributions))]
    public void An_initialiser_has_its_papers_numbers(string initial, string kind, double first, double second)
    {
        var weight = Parameters($", Initial = new {initial}").Single(parameter => parameter.Name == "conv.weight").Initializer;
        Assert.Equal(kind, weight.Kind.ToString());
        Assert.Equal(first, weight.First, 1e-12);
        Assert.Equal(second, weight.Second, 1e-12);
    }

    /// <summary>Of a declared parameter the first axis is the output, the second the input, the others the kernel, as in PyTorch.</summary>
    [Theory]
    [InlineData("Initial.He()", 4 * 3, 0)]
    [InlineData("Initial.He(FanOut: true)", 0, 5 * 3)]
    public void A_declared_parameter_has_both_fans(string initial, int fanIn, int fanOut)
    {
        var graph = Declared.Graph($"[Network(4)] public sealed partial record Net : Module {{ readonly Parameter w = new(5, 4, 3) {{ Initial = new {initial} }}; public Tensor Forward(Tensor x) => x * ((Tensor)w).Sum(); }}");
        var weight = Assert.Single(graph.Parameters);
        Assert.Equal(Math.Sqrt(2.0 / (fanIn + fanOut)), weight.Initializer.Second, 1e-12);
    }

    [Fact]
    public void Weights_and_biases_start_as_PyTorchs_do() => Assert.All(Parameters(""), parameter =>
        Assert.Equal(new Initializer(InitializerKind.Uniform, -1 / Math.Sqrt(FanIn), 1 / Math.Sqrt(FanIn)), parameter.Initializer));

    [Fact]
    public void Values_are_numbers_of_the_elements()
    {
        var bias = Parameters(", BiasInitial = new Initial.Values(1, 0, -0.5, 0, 0, 0, 0, 2)").Single(parameter => parameter.Name == "conv.bias").Initializer;
        Assert.Equal(new Initializer(InitializerKind.Values, Values: [1, 0, -0.5, 0, 0, 0, 0, 2]), bias);
    }

    [Fact]
    public void A_bias_has_an_initialiser_of_its_own()
    {
        var parameters = Parameters(", BiasInitial = new Initial.Constant(1)");
        Assert.Equal(Initializer.One, parameters.Single(parameter => parameter.Name == "conv.bias").Initializer);
        Assert.Equal(InitializerKind.Uniform, parameters.Single(parameter => parameter.Name == "conv.weight").Initializer.Kind);
    }
}
