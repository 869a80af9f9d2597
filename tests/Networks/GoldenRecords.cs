using Lathe.Models;

namespace Lathe.Networks.Tests;

// The goldens were made with every dropout probability set to zero, and for some networks on smaller images.

/// <summary><see cref="DropoutMlp800"/> without dropout.</summary>
[Network(1, 28, 28)]
public sealed partial record GoldenDropoutMlp() : DropoutMlp(Units: 800, InputDropout: 0, HiddenDropout: 0);

/// <summary><see cref="NinCifar10"/> without dropout.</summary>
[Network(3, 32, 32)]
public sealed partial record GoldenNin() : NetworkInNetwork(DropProbability: 0);

/// <summary><see cref="GoogLeNetTorchvision"/> without dropout, on 96x96 images.</summary>
[Network(3, 96, 96)]
public sealed partial record GoldenGoogLeNet() : GoogLeNet(Classes: 1000, DropProbability: 0, HeadDropProbability: 0);

/// <summary><see cref="ResNet18"/> on 64x64 images.</summary>
[Network(3, 64, 64)]
public sealed partial record GoldenResNet18() : ResNet(Blocks: [2, 2, 2, 2], Classes: 1000);

/// <summary><see cref="SEResNet50"/> on 64x64 images.</summary>
[Network(3, 64, 64)]
public sealed partial record GoldenSEResNet50() : SqueezeExcitationResNet(Blocks: [3, 4, 6, 3], Classes: 1000);
