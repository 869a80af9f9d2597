using Lathe.Models.CommandLine;

namespace Lathe.Networks.Tests;

/// <summary>The records against the published networks: names, shapes, parameters, multiply-adds.</summary>
public sealed class ReferenceTests
{
    public static TheoryData<string> References() => [.. ReferenceModel.ByName.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(References))]
    public void A_record_has_the_tensors_and_costs_of_the_published_network(string reference)
    {
        var expected = ReferenceModel.ByName[reference];
        using var network = Compile(reference);
        Assert.Equal(expected.Input, network.InputShape);
        Assert.Equal(expected.Parameters.Select(tensor => tensor.ToString()), network.Parameters.Select(tensor => tensor.ToString()));
        Assert.Equal(
            expected.Buffers.Where(tensor => tensor.Shape.Length > 0).Select(tensor => tensor.ToString()),
            network.States.Select(tensor => tensor.ToString()));
        Assert.Equal(expected.Params, network.Costs.Parameters);
        Assert.Equal(expected.Macs, network.Costs.MultiplyAdds);
    }

    /// <summary>A network that is published for another size of images only has a golden instead.</summary>
    [Fact]
    public void Every_reference_that_a_network_names_is_compared_with() => Assert.DoesNotContain(
        NetworkTable.All.Select(entry => entry.Reference).OfType<string>(),
        reference => !ReferenceModel.ByName.ContainsKey(reference) && !File.Exists(Golden.PathOf(reference)));

    /// <summary>How often kernels may read or write a tensor: one more is a fusion lost.</summary>
    [Theory]
    [InlineData("DenseNet121", 1067, 322)]
    [InlineData("InceptionV3ImageNet", 1490, 337)]
    [InlineData("SEResNet50", 1144, 376)]
    public void Tensors_cross_between_kernels_and_memory_no_more_often_than_they_did(string name, int training, int inference)
    {
        using var network = NetworkTable.Find(name)!.Compile(Device.Meta, 0);
        Assert.InRange(network.Costs.TrainingCrossings, 1, training);
        Assert.InRange(network.Costs.InferenceCrossings, 1, inference);
    }

    /// <summary>The figures of the paper's table 6, which gives both networks those of Attention-56.</summary>
    [Theory]
    [InlineData("AttentionNeXt56", 31.9, 6.3)]
    [InlineData("AttentionInception56", 31.9, null)]
    public void Networks_whose_units_are_not_published_cost_what_the_paper_says(string name, double millions, double? billions)
    {
        using var network = NetworkTable.Find(name)!.Compile(Device.Meta, 0);
        Assert.Equal(millions, network.Costs.Parameters / 1e6, millions / 40);
        if (billions is { } operations)
            Assert.Equal(operations, network.Costs.MultiplyAdds / 1e9, operations / 40);
    }

    [Fact]
    public void The_layers_of_a_network_add_up_to_its_costs()
    {
        using var network = Compile("resnet20_cifar");
        Assert.Equal(network.Costs.MultiplyAdds, network.Layers.Sum(layer => layer.MultiplyAdds));
        Assert.Equal(network.Costs.Parameters, network.Layers.Sum(layer => layer.Parameters));
    }

    [Fact]
    public void A_network_without_memory_has_costs_but_no_numbers()
    {
        using var network = Compile("resnet18");
        Assert.Equal(0, network.Costs.AllocatedBytes);
        Assert.Equal([64, 3, 7, 7], network.Parameters["conv1.weight"].Shape);
        Assert.Contains("Device.Meta", Assert.Throws<InvalidOperationException>(() => network.Parameters["conv1.weight"].ToArray()).Message);
        Assert.Throws<InvalidOperationException>(() => network.Predict(new float[3 * 224 * 224], count: 1));
    }

    static Network Compile(string reference) =>
        NetworkTable.All.Single(entry => entry.Reference == reference).Compile(Device.Meta, 0);
}
