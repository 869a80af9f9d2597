using Lathe.Generator.Graph;
using Lathe.Generator.Ops;
using Lathe.Generator.Ops.Composites;
using Lathe.Generator.Passes;
using Lathe.Generator.Plan;
using Xunit;

namespace Lathe.Compiler.Tests.Plan;

/// <summary>What the scheduler makes of small graphs: what becomes one kernel, what is stored, how loops are cut.</summary>
public sealed class StructureTests
{
    readonly GraphBuilder graph = new();

    Node Image(string name = "x") => graph.Input(name, Shape.Of(Dim.Batch, 8, 8, 16));

    static Region[] Regions(Schedule schedule, PhaseKind kind = PhaseKind.Forward) =>
        [.. schedule.Phases.Items.Single(phase => phase.Kind == kind).Items.Items.Cast<Region>()];

    Region[] Regions(params Node[] nodes) =>
        Regions(Pipeline.Lower(PlanHarness.Network([.. nodes.Select((node, index) => ($"result{index}", node))])).Inference);

    [Fact]
    public void A_chain_of_elementwise_operations_is_one_kernel_over_one_long_loop()
    {
        var region = Assert.Single(Regions(graph.Relu(graph.Add(graph.Scale(graph.Square(Image()), 3), Image("y")))));
        Assert.Equal("multiply_add_relu", region.Name);
        var map = Assert.IsType<MapItem>(Assert.Single(region.Items.Items));
        Assert.Equal("nhwc", Assert.Single(map.Axes.Items).Name);
    }

    [Fact]
    public void Expensive_results_that_are_read_twice_are_stored_and_cheap_ones_are_not()
    {
        var (exp, square) = (graph.Exp(Image()), graph.Square(Image()));
        Assert.Equal(3, Regions(graph.Add(exp, Image("y")), graph.Sum(exp, 3)).Sum(region => region.Items.Count));
        Assert.Equal(2, Regions(graph.Add(square, Image("y")), graph.Sum(square, 3)).Sum(region => region.Items.Count));
    }

    [Fact]
    public void Softmax_is_one_region()
    {
        var region = Assert.Single(Regions(graph.Softmax(graph.Input("x", Shape.Of(Dim.Batch, 40)), -1)));
        Assert.Equal("maximum_exp_sum_divide", region.Name);
    }

    [Fact]
    public void Layer_norm_is_one_region() => Assert.Single(Regions(graph.LayerNorm(graph.Input("x", Shape.Of(Dim.Batch, 9, 40)), null, null, 1e-5)));

    [Fact]
    public void Views_cost_nothing()
    {
        var region = Assert.Single(Regions(graph.Square(graph.Slice(graph.Transpose(graph.Reshape(Image(), Shape.Of(Dim.Batch, 64, 16)), 0, 2, 1), 1, 3, 7))));
        Assert.Equal("multiply", region.Name);
    }

    [Fact]
    public void A_convolution_runs_between_its_operands_and_its_statistics()
    {
        var plan = Pipeline.Run(SmallNetworks.Residual(size: 32, channels: 16)).Training;
        var names = Regions(plan).Take(4).Select(region => region.Name).ToArray();
        Assert.Equal(["contract_partial_subtract_sum_multiply", "sum_add_subtract_copy_divide", "add_relu_contract_partial_subtract_sum", "sum_add_subtract_copy_divide"], names);
    }

    [Fact]
    public void A_convolution_with_batch_normalisation_and_ReLU_reads_one_tensor_and_writes_one()
    {
        // The residual block's first convolution leaves its own input, too, which the join reads.
        var regions = Regions(Pipeline.Run(SmallNetworks.Residual(size: 32, channels: 16)).Training);
        Assert.Equal([2, 3, 2], regions.Where(region => region.Items.Items.Any(item => item is ContractItem { Part: not null })).Select(Crossings));
    }

    [Fact]
    public void Its_backward_pass_reads_three_and_writes_one()
    {
        var regions = Regions(Pipeline.Run(SmallNetworks.Plain(depth: 4)).Training, PhaseKind.Backward);
        var inner = regions.Where(region => region.Items.Items.Count(item => item is ContractItem) == 2).ToArray();
        Assert.Equal([4, 4], inner.Skip(1).Select(Crossings));
        Assert.All(inner, region => Assert.Equal(16, region.Groups));
    }

    [Fact]
    public void In_inference_a_pointwise_convolution_runs_on_pixels_between_what_prepares_them_and_what_goes_on_with_them()
    {
        var regions = Regions(PlanHarness.AssertForward(SmallNetworks.Bottlenecks(size: 66)));
        var fused = regions.Where(region => region.Items.Items.Any(item => item is ContractItem { Part: not null })).ToArray();
        Assert.Equal(3, fused.Length);
        Assert.All(fused, region => Assert.Equal("add_relu_contract_partial_subtract_sum", region.Name));
        Assert.All(fused, region => Assert.Equal(2, Crossings(region)));
        Assert.All(fused, region => Assert.Equal(5, IndexEvaluator.Evaluate(region.Chunk.End, [], 1)));
    }

    [Fact]
    public void Gates_ride_on_their_neighbours()
    {
        // Squeeze and excitation before the end of a residual block: the mean reads the tensor, and the end of the block reads it again with the gate.
        const int Elements = 8 * 8 * 16;
        var y = Image();
        Node Product(Node left, string name, int inputs, int outputs) => graph.Contract("nj,ji->ni", left, graph.Input(name, Shape.Of(inputs, outputs)));
        var gate = graph.Sigmoid(Product(graph.Relu(Product(graph.GlobalAveragePool(y), "squeeze", 16, 4)), "excite", 4, 16));
        var gated = graph.Multiply(y, graph.Reshape(gate, Shape.Of(Dim.Batch, 1, 1, 16)));
        var touches = Regions(graph.Relu(graph.Add(gated, Image("shortcut"))))
            .SelectMany(region => region.Touches.Where(touch => touch.Value.Size.PerSample == Elements).DistinctBy(touch => (touch.Value.Id, touch.IsWrite)))
            .Select(touch => touch.Value.Name);
        Assert.Equal(["x", "x", "shortcut", "result0"], touches);
    }

    static int Crossings(Region region) => Traffic.Of(new Phase(PhaseKind.Forward, [region])).Crossings;

    [Fact]
    public void A_plain_chain_keeps_little_but_the_outputs_of_its_convolutions()
    {
        // What the gradient of the input comes from is the last that the backward pass writes.
        var plan = Pipeline.Run(SmallNetworks.Plain(depth: 4)).Training;
        Assert.Equal(
            ["conv0", "conv1", "conv2", "conv3", "mask"],
            plan.Values.Items.Where(value => value is { Space: Space.Saved, Size.PerSample: >= 16 * 32 * 32 }).Select(value => value.Name));
    }

    [Fact]
    public void Concatenation_stores_right_into_its_place()
    {
        var regions = Regions(graph.Concatenate(3, graph.Exp(Image()), Image("y")));
        Assert.All(regions.SelectMany(region => region.Items.Items).Cast<MapItem>().SelectMany(map => map.Stores.Items), store => Assert.Equal("result0", store.Target.Value.Name));
    }

    [Fact]
    public void Parameter_gradients_are_added_where_they_lie()
    {
        var plan = Pipeline.Run(SmallNetworks.LeNet());
        var results = Regions(plan.Training, PhaseKind.Backward).SelectMany(region => region.Items.Items).Select(item => item switch
        {
            ContractItem { Accumulate: true } contraction => contraction.Result,
            FoldPartsItem { Contraction.Accumulate: true } fold => fold.Contraction.Result,
            _ => null,
        }).OfType<ContractOperand>().ToArray();
        Assert.Equal(["fc2.weight", "fc1.weight", "conv2.weight", "conv1.weight"], results.Select(result => result.Value.Name));
        Assert.All(results, result => Assert.Equal(Space.Gradient, result.Value.Space));
    }

    [Fact]
    public void What_depends_on_parameters_alone_is_prepared()
    {
        var weight = new Generator.Graph.Parameter("weight", [4, 5], Layout.Plain([4, 5]), Initializer.Zero);
        var standardized = graph.LayerNorm(graph.Parameter(weight), null, null, 1e-5);
        var result = graph.Contract("nj,ij->ni", graph.Input("x", Shape.Of(Dim.Batch, 5)), standardized);
        var network = PlanHarness.Network([new InputTensor("x", [5], Shape.Of(Dim.Batch, 5))], [weight], [], ("y", result));
        var schedule = PlanHarness.AssertForward(network);
        Assert.NotEmpty(Regions(schedule, PhaseKind.Prepare));
        Assert.Single(Regions(schedule));
    }

    /// <summary>Prepare runs when parameters change, and its results serve batches of any size.</summary>
    [Fact]
    public void What_is_of_the_batch_is_not_prepared()
    {
        var (weight, query) = (new Generator.Graph.Parameter("weight", [4, 5], Layout.Plain([4, 5]), Initializer.Zero), new Generator.Graph.Parameter("query", [1, 5], Layout.Plain([1, 5]), Initializer.Zero));
        var each = graph.Add(new Map(new Operand(0), Shape.Of(Dim.Batch, 5)), [graph.Parameter(query)]);
        var result = graph.Add(graph.Contract("nj,ij->ni", each, graph.Parameter(weight)), graph.Input("x", Shape.Of(Dim.Batch, 4)));
        var schedule = PlanHarness.AssertForward(PlanHarness.Network([new InputTensor("x", [4], Shape.Of(Dim.Batch, 4))], [weight, query], [], ("y", result)));
        var prepared = schedule.Phases.Items.Where(phase => phase.Kind == PhaseKind.Prepare).SelectMany(phase => phase.Items.Items.Cast<Region>()).SelectMany(region => region.Touches);
        Assert.DoesNotContain(prepared, touch => touch.IsWrite && !touch.Value.Size.IsStatic);
    }

    /// <summary>Behind a guard there are positions that no window has.</summary>
    [Fact]
    public void A_padded_window_is_stored_first()
    {
        var x = graph.Input("x", Shape.Of(Dim.Batch, 6));
        var windows = graph.WindowReduce(ReduceKind.Maximum, x, new WindowAxis(1, [0, 1, 3], [2, 3, 3]));
        Assert.Equal(2, Regions(graph.Pad(graph.Relu(windows), axis: 1, before: 1, after: 2)).Sum(region => region.Items.Count));
    }

    [Fact]
    public void Only_the_phase_that_asks_computes_the_gradient_of_the_input()
    {
        var plan = Pipeline.Run(SmallNetworks.Residual());
        var written = Regions(plan.Training, PhaseKind.Backward).SelectMany(item => item.Touches).Where(touch => touch.IsWrite).Select(touch => touch.Value.Name);
        Assert.DoesNotContain("gradient:x", written);
        Assert.Contains(Regions(plan.Training, PhaseKind.BackwardInput), region => region.Items.Items.Any(item => item is ContractItem));
    }

    [Fact]
    public void Chunks_do_not_depend_on_anything_but_shape_and_batch()
    {
        var region = Assert.Single(Regions(graph.Square(Image())));
        Assert.Equal(0, IndexEvaluator.Evaluate(region.Chunk.Start, [], 128));
        Assert.Equal(16, IndexEvaluator.Evaluate(region.Chunk.End, [], 128));
        Assert.Equal(1, IndexEvaluator.Evaluate(region.Chunk.End, [], 1));
    }

    [Fact]
    public void Layers_keep_their_paths_on_the_values_they_become()
    {
        var plan = Pipeline.Run(SmallNetworks.Residual());
        Assert.Contains("conv1", plan.Training.Memory!.Readable.Items.Select(value => value.Name));
        Assert.Contains("logits", plan.Inference.Memory!.Readable.Items.Select(value => value.Name));
    }

    [Fact]
    public void The_forward_pass_keeps_what_gradients_are_made_of()
    {
        // At least the operands of the four weight gradients: 14x14x1, 5x5x4, 3x3x6 and 9.
        var plan = Pipeline.Run(SmallNetworks.LeNet());
        var kept = Kept.Bytes(plan.Training);
        Assert.InRange(kept.PerSample, 4 * (196 + 100 + 54 + 9), plan.Training.Memory!.Size(Arena.Work).PerSample);
        Assert.Equal(default, Kept.Bytes(plan.Inference));
    }

    [Fact]
    public void Equal_graphs_have_equal_plans()
    {
        var (first, second) = (new PassLog(), new PassLog());
        Pipeline.Run(SmallNetworks.Transformer(), first);
        Pipeline.Run(SmallNetworks.Transformer(), second);
        Assert.Equal(first.ToString(), second.ToString());
        Assert.Equal("Cuda: PlanMemory", first.Entries[^1].Pass);
        Assert.Contains(first.Entries, entry => entry.Text == "(unchanged)\n");
    }
}
