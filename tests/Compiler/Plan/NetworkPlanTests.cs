using Lathe.Compiler.Tests.Frontend;
using Lathe.Compiler.Tests.Support;
using Lathe.Generator.Frontend;
using Lathe.Generator.Passes;
using Lathe.Generator.Plan;
using Xunit;

namespace Lathe.Compiler.Tests.Plan;

/// <summary>A whole training step of small networks, as the plan computes it, equals what the graph means.</summary>
public sealed class NetworkPlanTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void LeNet(int batch) => PlanHarness.AssertTraining(SmallNetworks.LeNet(), batch);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Residual_blocks_with_batch_norm(int batch) => PlanHarness.AssertTraining(SmallNetworks.Residual(), batch);

    [Fact]
    public void Chunked_statistics_over_large_images() => PlanHarness.AssertTraining(SmallNetworks.Residual(size: 33, channels: 5), 2);

    [Fact]
    public void Several_chunks_of_images_a_group() => PlanHarness.AssertTraining(SmallNetworks.Plain(depth: 2, size: 64, channels: 4), 18);

    [Fact]
    public void Several_images_a_chunk_and_fewer_in_the_last() => PlanHarness.AssertTraining(SmallNetworks.Plain(depth: 3, size: 19, channels: 8), 6 + 5);

    [Fact]
    public void Dense_connections_with_dropout() => PlanHarness.AssertTraining(SmallNetworks.Dense(), 2);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Bottlenecks_that_append_to_their_input(int batch) => PlanHarness.AssertTraining(SmallNetworks.Bottlenecks(), batch);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Branches_side_by_side(int batch) => PlanHarness.AssertTraining(SmallNetworks.Branches(), batch);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_transformer(int batch) => PlanHarness.AssertTraining(SmallNetworks.Transformer(), batch);

    [Fact]
    public void The_order_of_chunks_changes_no_bit_and_float32_storage_little()
    {
        var graph = SmallNetworks.Residual(size: 33, channels: 5);
        var schedule = Pipeline.Run(graph).Training;
        double[] Gradient(bool isSingle, int order)
        {
            var interpreter = PlanHarness.Interpreter(graph, schedule, batch: 2, order, isSingle);
            foreach (var phase in Enum.GetValues<PhaseKind>())
                interpreter.Run(phase);
            return interpreter.Gradient("conv1.weight");
        }

        var single = Gradient(isSingle: true, order: 1);
        Assert.Equal(single, Gradient(isSingle: true, order: 2));
        var exact = Gradient(isSingle: false, order: 1);
        var scale = exact.Max(Math.Abs);
        Assert.All(exact.Zip(single), pair => Assert.InRange(pair.First - pair.Second, -1e-4 * scale, 1e-4 * scale));
        Assert.NotEqual(exact, single);
    }

    [Fact]
    public void Every_published_network_has_a_plan_that_the_verifier_accepts_and_that_copies_nothing_for_concatenations()
    {
        var models = TestCompilation.Of(
            Directory.GetFiles(Repository.PathOf("models", "Networks"), "*.cs").Order(StringComparer.Ordinal).Select(path => (path, File.ReadAllText(path))));
        Declared.Networks(models).AsParallel().ForAll(network =>
        {
            var plan = Pipeline.Run(NetworkEvaluator.Evaluate(models, network, CancellationToken.None).Graph!);
            PlanVerifier.Verify(plan);
            // A pyramid of bins is put into another order as it is flattened, and patches become tokens behind a parameter.
            if (!network.Name.StartsWith("PReluNet", StringComparison.Ordinal) && !network.Name.StartsWith("Vit", StringComparison.Ordinal))
                Assert.DoesNotContain(Schedules(plan).SelectMany(ConcatenationTests.Copies), copy => copy.Contains("to concatenate", StringComparison.Ordinal));
        });
    }

    static IEnumerable<Schedule> Schedules(NetworkPlan plan) => [plan.Training, plan.Inference, plan.Cuda!.Training, plan.Cuda.Inference];

    [Fact]
    public void Gates_groups_and_interpolation() => PlanHarness.AssertTraining(SmallNetworks.Gated(), 2);
}
