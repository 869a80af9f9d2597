using Lathe.Generator.Graph;
using Lathe.Generator.Ops;
using Lathe.Generator.Ops.Composites;
using Lathe.Generator.Passes;
using Lathe.Generator.Plan;
using Lathe.Generator.Support;
using Xunit;

namespace Lathe.Compiler.Tests.Plan;

/// <summary>Places of values: no overlap, aligned, fixed values in front, and the verifier notices where that does not hold.</summary>
public sealed class MemoryPlanTests
{
    [Fact]
    public void Random_graphs_are_planned_without_overlaps_and_compute_what_they_mean()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var network = PlanHarness.Network(("y", RandomGraph(new Random(seed))));
            var schedule = PlanHarness.AssertForward(network);
            Assert.Empty(MemoryChecks.Findings(schedule, schedule.Memory!));
        }
    }

    [Fact]
    public void Sharing_saves_memory()
    {
        var memory = Pipeline.Run(SmallNetworks.Residual()).Training.Memory!;
        Assert.True(memory.Size(Arena.Work).At(64) < 0.7 * memory.Unshared.At(64));
    }

    [Fact]
    public void An_elementwise_result_takes_the_place_of_its_operand()
    {
        var graph = new GraphBuilder();
        var product = graph.Affine(graph.Input("x", Shape.Of(Dim.Batch, 5)), graph.Input("w", Shape.Of(5, 64)), null);
        var activation = graph.Relu(product);
        var y = graph.Contract("ni,ni->n", activation, activation);
        var schedule = PlanHarness.AssertEqual(("y", y));
        var values = schedule.Values.Items.Where(value => value.Space == Space.Temporary).ToArray();
        Assert.Equal(2, values.Length);
        Assert.Equal(schedule.Memory!.Offset(values[0]), schedule.Memory.Offset(values[1]));
    }

    [Fact]
    public void Fixed_values_do_not_move_with_the_batch()
    {
        var schedule = Pipeline.Run(SmallNetworks.Transformer()).Training;
        Assert.All(schedule.Values.Items.Where(value => value.Size.IsStatic), value => Assert.True(schedule.Memory!.Offset(value).IsStatic));
    }

    [Fact]
    public void The_verifier_notices_values_that_are_alive_together_in_one_place()
    {
        var schedule = Pipeline.Run(SmallNetworks.LeNet()).Training;
        var memory = schedule.Memory!;
        var saved = schedule.Values.Items.Where(value => value.Space == Space.Saved && !value.Size.IsStatic).Take(2).ToArray();
        var broken = memory with { Offsets = memory.Offsets.Items.SetItem(saved[1].Id, memory.Offset(saved[0])) };
        Assert.Contains($"{saved[0].Name} and {saved[1].Name} are alive together and share memory.", MemoryChecks.Findings(schedule, broken));
    }

    [Fact]
    public void The_verifier_notices_accesses_that_leave_their_value()
    {
        var schedule = Pipeline.Run(SmallNetworks.LeNet()).Training;
        var broken = (Schedule)(schedule with
        {
            Phases = schedule.Phases.Items.Select(phase => phase with { Items = phase.Items.Items.Select(new Shifted().Rewrite).ToEquatableArray() }).ToEquatableArray(),
        });
        Assert.Contains(AccessChecks.Findings(broken), finding => finding.Contains("which has", StringComparison.Ordinal));
    }

    [Fact]
    public void The_verifier_notices_what_is_read_before_it_is_written()
    {
        var schedule = Pipeline.Run(SmallNetworks.LeNet()).Training;
        var broken = schedule with { Phases = schedule.Phases.Items.Where(phase => phase.Kind != PhaseKind.Forward).ToEquatableArray() };
        Assert.Contains(PlanVerifier.Findings(broken), finding => finding.EndsWith("is read before it is written.", StringComparison.Ordinal));
    }

    /// <summary>Some twenty operations, each over operands drawn from those before.</summary>
    static Node RandomGraph(Random random)
    {
        var graph = new GraphBuilder();
        var nodes = new List<Node> { graph.Input("x", Shape.Of(Dim.Batch, 3, 4, 5)), graph.Input("z", Shape.Of(1, 3, 4, 5)) };
        Node Any() => nodes[Math.Max(random.Next(nodes.Count), random.Next(nodes.Count))];
        for (var count = 0; count < 20; count++)
        {
            var x = Any();
            nodes.Add(random.Next(8) switch
            {
                0 => graph.Tanh(x),
                1 => graph.Add(x, Any()),
                2 => graph.Multiply(x, graph.Sigmoid(Any())),
                3 => graph.Subtract(x, graph.Mean(x, random.Next(1, 4))),
                4 => graph.Softmax(x, random.Next(1, 4)),
                5 => graph.Reshape(graph.Transpose(graph.Reshape(x, Shape.Of(x.Shape[0], 12, 5)), 0, 2, 1), x.Shape),
                6 => graph.Slice(graph.Concatenate(2, x, graph.Relu(x)), 2, random.Next(5), 4),
                _ => graph.Add(x, graph.Sum(graph.Square(x), 0)),
            });
        }

        return graph.Add(nodes[^1], nodes[^2]);
    }

    sealed class Shifted : PlanRewriter
    {
        public override Access Rewrite(Access access) => access with { Offset = access.Offset + 1 };
    }
}
