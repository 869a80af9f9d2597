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
        new(nameof(IntroCnn), "intro_cnn", IntroCnn.Compile),
        new(nameof(LeNetCaffe), "lenet_caffe", LeNetCaffe.Compile),
        new(nameof(LeNetCifar), null, LeNetCifar.Compile),
        new(nameof(McdnnMnist), "mcdnn_mnist", McdnnMnist.Compile),
        new(nameof(McdnnCifar10), "mcdnn_cifar10", McdnnCifar10.Compile),
        new(nameof(McdnnTrafficSigns), "mcdnn_gtsrb", McdnnTrafficSigns.Compile),
        new(nameof(AlexNet2012), "alexnet_2012", AlexNet2012.Compile),
        new(nameof(AlexNetTorchvision), "alexnet_torchvision", AlexNetTorchvision.Compile),
        new(nameof(DropoutMlp800), "mlp_dropout_800-800", DropoutMlp800.Compile),
        new(nameof(DropoutMlp1200), "mlp_dropout_1200-1200", DropoutMlp1200.Compile),
        new(nameof(DropoutMlp2000), "mlp_dropout_2000-2000", DropoutMlp2000.Compile),
        new(nameof(DropoutMlp1200x3), "mlp_dropout_1200-1200-1200", DropoutMlp1200x3.Compile),
        new(nameof(DropoutMlpRelu1024x3), "mlp_dropout_relu_1024x3", DropoutMlpRelu1024x3.Compile),
        new(nameof(DropoutMlpRelu8192x2), "mlp_dropout_relu_8192x2", DropoutMlpRelu8192x2.Compile),
        new(nameof(NinCifar10), "nin_cifar10", NinCifar10.Compile),
        new(nameof(VggA), "vgg_a", VggA.Compile),
        new(nameof(VggALrn), "vgg_a_lrn", VggALrn.Compile),
        new(nameof(VggB), "vgg_b", VggB.Compile),
        new(nameof(VggC), "vgg_c", VggC.Compile),
        new(nameof(VggD), "vgg_d", VggD.Compile),
        new(nameof(VggE), "vgg_e", VggE.Compile),
        new(nameof(VggABatchNorm), "vgg_a_bn", VggABatchNorm.Compile),
        new(nameof(VggBBatchNorm), "vgg_b_bn", VggBBatchNorm.Compile),
        new(nameof(VggDBatchNorm), "vgg_d_bn", VggDBatchNorm.Compile),
        new(nameof(VggEBatchNorm), "vgg_e_bn", VggEBatchNorm.Compile),
        new(nameof(GoogLeNetTorchvision), "googlenet_torchvision_aux", GoogLeNetTorchvision.Compile),
        new(nameof(PReluNetA), "prelu_a", PReluNetA.Compile),
        new(nameof(PReluNetB), "prelu_b", PReluNetB.Compile),
        new(nameof(PReluNetC), "prelu_c", PReluNetC.Compile),
        new(nameof(HighwayFc10), "highway_fc10", HighwayFc10.Compile),
        new(nameof(HighwayFc20), "highway_fc20", HighwayFc20.Compile),
        new(nameof(HighwayFc50), "highway_fc50", HighwayFc50.Compile),
        new(nameof(HighwayFc100), "highway_fc100", HighwayFc100.Compile),
        new(nameof(PlainFc10), "plain_fc10", PlainFc10.Compile),
        new(nameof(PlainFc20), "plain_fc20", PlainFc20.Compile),
        new(nameof(PlainFc50), "plain_fc50", PlainFc50.Compile),
        new(nameof(PlainFc100), "plain_fc100", PlainFc100.Compile),
        new(nameof(HighwayConvA), "highway_conv_a", HighwayConvA.Compile),
        new(nameof(HighwayConvB), "highway_conv_b", HighwayConvB.Compile),
        new(nameof(HighwayConvBCifar100), "highway_conv_b_cifar100", HighwayConvBCifar100.Compile),
        new(nameof(ResNet18), "resnet18", ResNet18.Compile),
        new(nameof(ResNet34), "resnet34", ResNet34.Compile),
        new(nameof(ResNet50), "resnet50", ResNet50.Compile),
        new(nameof(ResNet101), "resnet101", ResNet101.Compile),
        new(nameof(ResNet152), "resnet152", ResNet152.Compile),
        new(nameof(ResNet20), "resnet20_cifar", ResNet20.Compile),
        new(nameof(ResNet32), "resnet32_cifar", ResNet32.Compile),
        new(nameof(ResNet44), "resnet44_cifar", ResNet44.Compile),
        new(nameof(ResNet56), "resnet56_cifar", ResNet56.Compile),
        new(nameof(ResNet110), "resnet110_cifar", ResNet110.Compile),
        new(nameof(ResNet20Mnist), null, ResNet20Mnist.Compile),
        new(nameof(ResNet8Digits), null, ResNet8Digits.Compile),
        new(nameof(WideResNet16x2), "wrn_16_2", WideResNet16x2.Compile),
        new(nameof(ResNeXt50x32x4), "resnext50_32x4d", ResNeXt50x32x4.Compile),
        new(nameof(ResNeXt101x32x4), "resnext101_32x4d", ResNeXt101x32x4.Compile),
        new(nameof(ResNeXt101x64x4), "resnext101_64x4d", ResNeXt101x64x4.Compile),
        new(nameof(DenseNetBC40), "densenet_bc_k12_L40", DenseNetBC40.Compile),
        new(nameof(SEResNet50), "se_resnet50", SEResNet50.Compile),
        new(nameof(SEVgg16), "se_vgg16", SEVgg16.Compile),
        new(nameof(VitS16), "vit_s16", VitS16.Compile),
        new(nameof(VitS16At64), "vit_s16_64px", VitS16At64.Compile),
    ];

    /// <summary>The network of a name, whatever its case; null if there is none.</summary>
    public static NetworkEntry? Find(string name) =>
        All.FirstOrDefault(entry => entry.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
