namespace Lathe.Models.CommandLine;

/// <summary>A network that the program knows.</summary>
/// <param name="Name">The record's name.</param>
/// <param name="Reference">The name of the published network whose parameters, names and shapes it has; null for variants made for a data set.</param>
/// <param name="Compile">The record's own method.</param>
sealed record NetworkEntry(string Name, string? Reference, Func<Device?, ulong, Network> Compile);

/// <summary>The networks that the program knows.</summary>
static class NetworkTable
{
    /// <summary>All of them, by age.</summary>
    public static IReadOnlyList<NetworkEntry> All { get; } =
    [
        new(nameof(LeNetCaffe), "lenet_caffe", LeNetCaffe.Compile),
        new(nameof(LeNetCifar), null, LeNetCifar.Compile),
        new(nameof(DropoutMlp800), "mlp_dropout_800-800", DropoutMlp800.Compile),
        new(nameof(NinCifar10), "nin_cifar10", NinCifar10.Compile),
        new(nameof(GoogLeNetTorchvision), "googlenet_torchvision_aux", GoogLeNetTorchvision.Compile),
        new(nameof(HighwayFc50), "highway_fc50", HighwayFc50.Compile),
        new(nameof(ResNet18), "resnet18", ResNet18.Compile),
        new(nameof(ResNet20), "resnet20_cifar", ResNet20.Compile),
        new(nameof(ResNet32), "resnet32_cifar", ResNet32.Compile),
        new(nameof(ResNet44), "resnet44_cifar", ResNet44.Compile),
        new(nameof(ResNet56), "resnet56_cifar", ResNet56.Compile),
        new(nameof(ResNet110), "resnet110_cifar", ResNet110.Compile),
        new(nameof(ResNet20Mnist), null, ResNet20Mnist.Compile),
        new(nameof(ResNet8Digits), null, ResNet8Digits.Compile),
        new(nameof(WideResNet16x2), "wrn_16_2", WideResNet16x2.Compile),
        new(nameof(DenseNetBC40), "densenet_bc_k12_L40", DenseNetBC40.Compile),
        new(nameof(SEResNet50), "se_resnet50", SEResNet50.Compile),
        new(nameof(VitS16), "vit_s16", VitS16.Compile),
        new(nameof(VitS16At64), "vit_s16_64px", VitS16At64.Compile),
    ];

    /// <summary>The network of a name, whatever its case; null if there is none.</summary>
    public static NetworkEntry? Find(string name) =>
        All.FirstOrDefault(entry => entry.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
