using System.Text.RegularExpressions;
using Lathe.Compiler.Tests.Graph;
using Lathe.Compiler.Tests.Support;
using Lathe.Generator.Emit.CSharp;
using Lathe.Generator.Graph;
using Lathe.Generator.Ops;
using Lathe.Generator.Ops.Composites;
using Lathe.Generator.Passes;
using Xunit;

namespace Lathe.Compiler.Tests.Emit;

/// <summary>What the emitted text looks like: shared kernels, loops over repeated blocks, the same in every run.</summary>
public sealed partial class StructureTests
{
    [Fact]
    public void Equal_layers_share_all_kernels_and_layers_of_other_sizes_most()
    {
        OperationNetwork Rows(string name, int rows, int extent) => new(
            name,
            (graph, x) => graph.Map((Scalars.X - Scalars.Y) * Scalars.Z, x[0], graph.Mean(x[0], 2), x[1]),
            [Shape.Of(Dim.Batch, rows, extent), Shape.Of(extent)],
            batch: 2);

        var small = Rows("Small", 30, 33);
        var large = Rows("Large", 40, 50);
        var alone = KernelCount(CSharpEmitter.Emit([small.Plan]));
        Assert.Equal(alone, KernelCount(CSharpEmitter.Emit([small.Plan, Rows("Equal", 30, 33).Plan])));
        Assert.InRange(KernelCount(CSharpEmitter.Emit([small.Plan, large.Plan])), alone, alone * 3 / 2);
    }

    [Fact]
    public void Repeated_blocks_are_loops()
    {
        var (shallow, deep) = (Program(4), Program(8));
        Assert.Contains("for (var i = 0; i < 3; i++)", shallow);
        Assert.Contains("for (var i = 0; i < 7; i++)", deep);
        Assert.InRange(Launches(deep), 1, Launches(shallow) * 5 / 4);
    }

    [Theory]
    [InlineData("batch norm and its statistics", "Tail")]
    [InlineData("batch norm of whole vectors", "NoTail")]
    public void Sums_of_a_tensor_take_one_pass_over_it(string name, string tail)
    {
        var (function, inputs) = OperationCases.All[name];
        var text = string.Concat(CSharpEmitter.Emit([new OperationNetwork("Normalized", function, inputs, batch: 2).Plan]).Select(file => file.Text));

        // The sum and the sum of squares; the gradient, its sum and that of its product.
        Assert.Matches(@"sum0 \+= (v\d);\s+sum1 = V\.MultiplyAdd\(\1, \1, sum1\);", text);
        Assert.Matches(@"(v\d)\.StorePartial\(.*\);\s+sum0 \+= \1;\s+sum1 = V\.MultiplyAdd\(\1, ", text);
        Assert.Matches(@$"Kernels\.PartialSubtractSumMultiply_\w+<V, {tail}>\(e", text);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Convolutions_put_weights_of_another_order_into_that_of_their_kernels(bool computed)
    {
        var network = new OperationNetwork(
            "Convolved",
            (graph, x) => graph.Convolve(x[0], graph.Transpose(computed ? graph.Tanh(x[1]) : x[1], 2, 3, 1, 0), null, ConvolutionWindow.Square(padding: 1)),
            [Shape.Of(Dim.Batch, 9, 8, 6), Shape.Of(7, 6, 3, 3)],
            batch: 2);
        var text = string.Concat(CSharpEmitter.Emit([network.Plan]).Select(file => file.Text));
        Assert.DoesNotContain("GeneralContraction", text);
        foreach (var pass in new[] { "Forward", "InputGradient", "WeightGradient" })
            Assert.Contains($"Convolution.{pass}(", text);
    }

    [Fact]
    public void Blocks_left_out_with_other_probabilities_share_their_kernels()
    {
        static int Kernels(params double[] probabilities)
        {
            var network = new OperationNetwork(
                "Blocks",
                (graph, x) => Enumerable.Range(0, probabilities.Length).Aggregate(
                    x[0], (input, block) => graph.DropPath(graph.Subtract(input, graph.Sum(input, 0)), probabilities[block], $"block{block}")),
                [Shape.Of(Dim.Batch, 40)],
                batch: 2);
            return KernelCount(CSharpEmitter.Emit([network.Plan]));
        }

        Assert.Equal(Kernels(0.25, 0.25, 0.25, 0.25), Kernels(0.125, 0.25, 0.375, 0.5));
    }

    [Fact]
    public void Methods_stay_short()
    {
        foreach (var method in Program(4).Split("    static void ").Skip(1))
        {
            Assert.InRange(Launches(method), 0, 200);
        }
    }

    [Fact]
    public void Text_is_the_same_in_every_run_and_culture()
    {
        var expected = CSharpEmitter.Emit([Pipeline.Run(SmallNetwork.Build()), Pipeline.Run(ResidualNetwork.Build(1))]);
        Assert.Equal(expected, Cultures.Under("de-DE", () => CSharpEmitter.Emit([Pipeline.Run(ResidualNetwork.Build(1)), Pipeline.Run(SmallNetwork.Build())])));
    }

    [Theory]
    [InlineData("softmax over a long axis")]
    [InlineData("pooling with padding")]
    [InlineData("dropout")]
    public void The_text_of_an_operation_is_as_it_was_reviewed(string name)
    {
        var (function, inputs) = OperationCases.All[name];
        var network = new OperationNetwork("Reviewed", function, inputs, batch: 2, withGradients: false);
        var files = CSharpEmitter.Emit([network.Plan]).Select(file => $"// {file.HintName}\n{file.Text}");
        Snapshot.Matches(name.Replace(' ', '-') + ".txt", string.Join("\n", files));
    }

    static string Program(int blocks) =>
        CSharpEmitter.Emit([Pipeline.Run(ResidualNetwork.Build(blocks))]).First(file => file.HintName.StartsWith("Lathe.Residual", StringComparison.Ordinal)).Text;

    static int KernelCount(IEnumerable<(string HintName, string Text)> files) => files.Sum(file => Regex.Count(file.Text, Regex.Escape("[MethodImpl(Compiled)]")));

    static int Launches(string text) => LaunchPattern().Count(text);

    [GeneratedRegex(@"^ +(Kernels\.|Convolution\.|MatrixProduct\.|GeneralContraction\.)", RegexOptions.Multiline)]
    private static partial Regex LaunchPattern();
}
