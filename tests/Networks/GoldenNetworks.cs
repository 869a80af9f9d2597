using Lathe.Models;

namespace Lathe.Networks.Tests;

/// <summary>The networks that goldens are compared with, by the goldens' names.</summary>
static class GoldenNetworks
{
    public static readonly IReadOnlyDictionary<string, GoldenNetwork> ByName = new Dictionary<string, GoldenNetwork>
    {
        ["densenet_bc_k12_L40"] = new(nameof(DenseNetBC40), DenseNetBC40.Compile),
        ["googlenet_torchvision_aux"] = new(nameof(GoldenGoogLeNet), GoldenGoogLeNet.Compile),
        ["highway_fc50"] = new(nameof(HighwayFc50), HighwayFc50.Compile),
        ["lenet_caffe"] = new(nameof(LeNetCaffe), LeNetCaffe.Compile),
        ["mlp_dropout_800-800"] = new(nameof(GoldenDropoutMlp), GoldenDropoutMlp.Compile),
        ["nin_cifar10"] = new(nameof(GoldenNin), GoldenNin.Compile),
        ["resnet18"] = new(nameof(GoldenResNet18), GoldenResNet18.Compile),
        ["resnet20_cifar"] = new(nameof(ResNet20), ResNet20.Compile),
        ["se_resnet50"] = new(nameof(GoldenSEResNet50), GoldenSEResNet50.Compile),
        ["vit_s16_64px"] = new(nameof(VitS16At64), VitS16At64.Compile),
        ["wrn_16_2"] = new(nameof(WideResNet16x2), WideResNet16x2.Compile),
    };
}

/// <summary>A record that a golden is compared with, and what compiles it.</summary>
sealed record GoldenNetwork(string Record, Func<Device?, ulong, Network> Compile);
