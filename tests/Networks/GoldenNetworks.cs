namespace Lathe.Networks.Tests;

/// <summary>The networks that goldens are compared with. Goldens were made with every dropout probability set to zero, and for some networks on
/// smaller images, so each is declared anew, of the records in models/.</summary>
static class GoldenNetworks
{
    /// <summary>What each network derives from, by the golden's name.</summary>
    public static readonly IReadOnlyDictionary<string, string> ByName = new Dictionary<string, string>
    {
        ["alexnet_2012"] = "AlexNet(Classes: 1000, DropProbability: 0)",
        ["alexnet_torchvision"] = "OneWeirdTrick(Classes: 1000, DropProbability: 0)",
        ["attention56"] = "ResidualAttention(Modules: [1, 1, 1])",
        ["bn_inception"] = "BnInception(Paper)",
        ["capsnet_mnist"] = "CapsuleDecoder",
        ["cbam_resnet18"] = "BlockAttentionResNet(Blocks: [2, 2, 2, 2], Bottlenecks: false)",
        ["cbam_resnet50"] = "BlockAttentionResNet(Blocks: [3, 4, 6, 3], Bottlenecks: true)",
        ["convnext_tiny"] = "ConvNeXt(Blocks: [3, 3, 9, 3], Width: 96, DropPath: 0)",
        ["densenet121"] = "DenseNetImageNet(Blocks: [6, 12, 24, 16])",
        ["densenet_bc_k12_L40"] = "DenseNet(Depth: 40, Growth: 12)",
        ["googlenet_2014_aux"] = "GoogLeNet2014(Auxiliary: true, DropProbability: 0, HeadDropProbability: 0)",
        ["googlenet_torchvision_aux"] = "GoogLeNet(Auxiliary: true, DropProbability: 0, HeadDropProbability: 0)",
        ["highway_conv_b"] = "HighwayNetwork(Widths: [32, 80, 128], Layers: [4, 5, 5], DropProbability: 0)",
        ["highway_fc50"] = "Highway(Depth: 50, Units: 50)",
        ["inception_resnet_v2"] = "InceptionResNetV2(DropProbability: 0)",
        ["inception_v3"] = "InceptionV3(Auxiliary: false, DropProbability: 0)",
        ["inception_v3_aux"] = "InceptionV3(Auxiliary: true, DropProbability: 0)",
        ["inception_v4"] = "InceptionV4(DropProbability: 0)",
        ["intro_cnn"] = "IntroductoryCnn(DropProbability: 0)",
        ["lenet_caffe"] = "LeNet(Classes: 10)",
        ["mcdnn_gtsrb"] = "MultiColumn(\"100C7-MP2-150C4-MP2-250C4-MP2-300N-43N\")",
        ["mcdnn_mnist"] = "MultiColumn(\"20C4-MP2-40C5-MP3-150N-10N\")",
        ["mixer_s16"] = "MlpMixer(Width: 512, Depth: 8)",
        ["mlp_dropout_800-800"] = "DropoutMlp(Units: [800, 800], InputDropout: 0, HiddenDropout: 0)",
        ["nfnet_f0"] = "NfNetF0(DropProbability: 0, DropPath: 0)",
        ["nin_cifar10"] = "NetworkInNetwork(DropProbability: 0)",
        ["odenet_mnist"] = "OdeNet(ResidualDownsampling: false)",
        ["preact_resnet110_cifar"] = "PreActivationResNet(UnitsPerStage: 18, Bottlenecks: false)",
        ["preact_resnet164_cifar"] = "PreActivationResNet(UnitsPerStage: 18, Bottlenecks: true)",
        ["prelu_a"] = "PReluNet(Widths: [256, 512, 512], LayersPerStage: 5, DropProbability: 0)",
        ["resnest50"] = "ResNeSt(Blocks: [3, 4, 6, 3], StemWidth: 32, DropProbability: 0)",
        ["resnet18"] = "ResNet(Blocks: [2, 2, 2, 2])",
        ["resnet20_cifar"] = "CifarResNet(BlocksPerStage: 3)",
        ["resnet50"] = "ResNet(Blocks: [3, 4, 6, 3], Bottlenecks: true)",
        ["resnext50_32x4d"] = "ResNet(Blocks: [3, 4, 6, 3], Bottlenecks: true, Groups: 32, GroupWidth: 4)",
        ["se_bn_inception"] = "BnInception(Caffe, Excitation: true)",
        ["se_resnet50"] = "SqueezeExcitationResNet(Blocks: [3, 4, 6, 3])",
        ["stn_mnist"] = "SpatialTransformer(DropProbability: 0)",
        ["swin_t"] = "SwinTransformer(Width: 96, Blocks: [2, 2, 6, 2], Heads: [3, 6, 12, 24], DropPath: 0)",
        ["vgg_a"] = "Vgg(Convolutions: [1, 1, 2, 2, 2], DropProbability: 0)",
        ["vit_s16"] = "VisionTransformer(ImageSize: 224, Width: 384, Depth: 12, Heads: 6, Classes: 1000)",
        ["vit_s16_64px"] = "VisionTransformer(ImageSize: 64, Width: 384, Depth: 12, Heads: 6, Classes: 1000)",
        ["wrn_16_2"] = "WideResNet(Depth: 16, Widening: 2)",
        ["wrn_40_2_B1_3_1"] = "WideResNet(Depth: 40, Widening: 2, Kernels: [1, 3, 1])",
    };

    /// <summary>A golden's network as a declaration, for the golden's images.</summary>
    public static RecordSource Source(Golden golden) => new(ByName[golden.Model], golden.InputShape[1..]);
}
