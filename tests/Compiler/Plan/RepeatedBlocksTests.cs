using Lathe.Compiler.Tests.Emit;
using Lathe.Compiler.Tests.Frontend;
using Lathe.Compiler.Tests.Support;
using Lathe.Generator.Emit.CSharp;
using Lathe.Generator.Frontend;
using Lathe.Generator.Graph;
using Lathe.Generator.Ops;
using Lathe.Generator.Passes;
using Lathe.Generator.Passes.Repeats;
using Xunit;

namespace Lathe.Compiler.Tests.Plan;

/// <summary>Networks that are planned by few of their blocks, and that nobody can tell from others.</summary>
public sealed class RepeatedBlocksTests
{
    [Theory]
    [InlineData("ResNet110", 3)]
    [InlineData("PreActivationResNet164", 3)]
    [InlineData("ResNet152", 1)]
    [InlineData("SEResNet101", 1)]
    [InlineData("CbamResNet101", 1)]
    [InlineData("ResNeSt101", 1)]
    [InlineData("InceptionResNetV2ImageNet", 3)]
    public void A_published_network_is_what_it_is_when_all_blocks_are_planned(string name, int runs)
    {
        var models = TestCompilation.Of(
            Directory.GetFiles(Repository.PathOf("models", "Networks"), "*.cs").Order(StringComparer.Ordinal).Select(path => (path, File.ReadAllText(path))));
        var record = Declared.Networks(models).Single(network => network.Name == name);
        AssertSame(NetworkEvaluator.Evaluate(models, record, CancellationToken.None).Graph!, runs);
    }

    [Fact]
    public void Blocks_whose_sums_and_activations_belong_to_one_of_their_layers() => AssertSame(ResidualNetwork.Build(blocks: 10), runs: 3);

    [Fact]
    public void A_run_of_seven_blocks_is_planned_as_a_whole() => Assert.Null(CutRuns.Of(ResidualNetwork.Build(blocks: 7)));

    [Fact]
    public void Blocks_that_are_told_apart_by_random_bits_are_planned_one_by_one() => Assert.Null(CutRuns.Of(SmallNetworks.Plain(depth: 12, dropout: 0.1)));

    [Fact]
    public void A_module_of_a_middle_block_that_the_network_uses_too_keeps_it_from_being_cut() =>
        Assert.Null(CutRuns.Of(ResidualNetwork.Build(blocks: 10, gain: "layer3.4.gain.weight")));

    [Theory]
    [InlineData("", "layer2.5.unused.weight", "")]
    [InlineData("", "", "shared.weight")]
    [InlineData("layer3.9.gain.weight", "", "")]
    public void Blocks_with_something_of_their_own_or_shared_lose_nothing(string gain, string unused, string shared)
    {
        var graph = ResidualNetwork.Build(blocks: 10, gain, unused, shared);
        Assert.NotNull(CutRuns.Of(graph));
        Assert.Equal(Text(Pipeline.Lower(Pipeline.RunOnGraph(graph))), Text(Pipeline.Run(graph)));
    }

    /// <summary>A weight that is computed from another one by the iteration of Björck and Bowie (1971).</summary>
    [Fact]
    public void What_is_computed_from_parameters_again_and_again_takes_no_time()
    {
        var graph = new GraphBuilder();
        var x = graph.Input("x", Shape.Of(Dim.Batch, 4));
        var weight = graph.Parameter(new("w", [4, 4], Layout.Plain([4, 4]), new(InitializerKind.Normal, 0, 0.1)));
        for (var step = 0; step < 40; step++)
            weight = graph.Subtract(graph.Scale(weight, 1.5), graph.Multiply(graph.Multiply(weight, weight), weight));
        var sequence = new NodeSequence(new([new("y", graph.Multiply(x, graph.Reshape(graph.Sum(weight, 0), Shape.Of(1, 4))), [1])], []));
        Assert.Equal(["", "w"], sequence.NamesOf(sequence.Nodes.Count - 1));
    }

    /// <summary>What lies between the layers has no name that would tell to which of them it belongs.</summary>
    [Fact]
    public void Layers_of_the_network_itself_are_planned_one_by_one()
    {
        var graph = SmallNetworks.Plain(depth: 12);
        var cut = CutRuns.Of(graph)!;
        Assert.Null(Pipeline.OfCut(graph, cut, hasCuda: true));
        Assert.Equal(Text(Pipeline.Lower(Pipeline.RunOnGraph(graph))), Text(Pipeline.Run(graph)));
    }

    [Fact]
    public void The_names_of_a_block_become_those_of_the_blocks_behind_it()
    {
        var run = new BlockRun([[.. Enumerable.Range(2, 10).Select(block => $"stage.{block}")], [.. Enumerable.Range(2, 10).Select(block => $"stage.{block}.conv.weight")]]);
        Assert.Equal(4, run.LeftOut);
        Assert.Equal([0, 2, 3, 5, -1, -1], new[] { "stage.2", "stage.4.conv", "stage.9.conv.weight", "stage.11/relu", "stage.12", "stage" }.Select(run.PlaceOf));
        Assert.Equal([false, true, true, false], new[] { "stage.4/add", "stage.5", "stage.8.bn.bias", "stage.9" }.Select(run.LeavesOut));
        Assert.Equal("stage.7.conv/sum.partial", run.Renamed("stage.4.conv/sum.partial", 3));
        Assert.Equal("stem.conv", run.Renamed("stem.conv", 3));
    }

    [Theory]
    [InlineData("0 0 1 1 2 2 3 3 4 4 5 5", 6, 2, false)]
    [InlineData("- 5 5 4 4 3 3 2 2 1 1 0 0 -", 7, 2, true)]
    [InlineData("0 1 0 2 1 3 2 4 3 5 4 5", 5, 2, false)]
    [InlineData("5 4 5 3 4 2 3 1 2 0 1 0", 5, 2, true)]
    public void A_gap_lies_between_blocks_in_either_direction_though_they_overlap(string places, int boundary, int period, bool isDescending)
    {
        int[] numbers = [.. places.Split(' ').Select(place => place == "-" ? -1 : int.Parse(place, System.Globalization.CultureInfo.InvariantCulture))];
        var gap = Assert.Single(RunGap.Of(numbers, (_, _) => true)!);
        Assert.Equal(new(boundary, period, isDescending), gap);
    }

    [Fact]
    public void There_is_no_gap_where_blocks_do_different_things() => Assert.Null(RunGap.Of([0, 1, 2, 3, 4, 5], (entry, _) => entry != 2));

    [Fact]
    public void What_was_left_out_stands_in_the_gap_and_gaps_of_two_runs_stay_apart()
    {
        var order = new RestoredOrder();
        Assert.True(order.Add(run: 0, leftOut: 2, [new(Boundary: 2, Period: 1, IsDescending: false)]));
        Assert.False(order.Add(run: 1, leftOut: 3, [new(Boundary: 3, Period: 1, IsDescending: true)]));
        Assert.Equal([(0, -1, 0), (1, 0, 0), (1, 0, 1), (1, 0, 2), (2, 0, 2), (3, -1, 0)], order.Entries(4));
    }

    /// <summary>The text of all files of a plan that was made of few blocks is that of the plan that was made of all.</summary>
    static void AssertSame(NetworkGraph graph, int runs)
    {
        var cut = CutRuns.Of(graph)!;
        Assert.Equal(runs, cut.Runs.Count);
        Assert.True(cut.Network.Parameters.Count < graph.Parameters.Count);
        Assert.Equal(Text(Pipeline.Lower(Pipeline.RunOnGraph(graph))), Text(Pipeline.OfCut(graph, cut, hasCuda: true)!));
    }

    static IReadOnlyList<(string HintName, string Text)> Text(Generator.Plan.NetworkPlan plan) => CSharpEmitter.Emit([plan]);
}
