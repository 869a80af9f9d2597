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
    public void Dense_connections_with_dropout() => PlanHarness.AssertTraining(SmallNetworks.Dense(), 2);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_transformer(int batch) => PlanHarness.AssertTraining(SmallNetworks.Transformer(), batch);

    [Fact]
    public void Gates_groups_and_interpolation() => PlanHarness.AssertTraining(SmallNetworks.Gated(), 2);
}
