namespace Lathe.Models;

// Xie, Girshick, Dollár, Tu, He: Aggregated Residual Transformations for Deep Neural Networks, CVPR 2017, arXiv:1611.05431: ResNets whose
// bottlenecks are grouped. The names say how many groups there are and how many channels a group of the first stage has.

/// <summary>ResNeXt-50 (32x4d): 25.0 million parameters. Xie, Girshick, Dollár, Tu, He, arXiv:1611.05431.</summary>
[Network(3, 224, 224)]
public sealed partial record ResNeXt50x32x4() : ResNet(Blocks: [3, 4, 6, 3], Bottlenecks: true, Groups: 32, GroupWidth: 4);

/// <summary>ResNeXt-101 (32x4d): 44.2 million parameters.</summary>
[Network(3, 224, 224)]
public sealed partial record ResNeXt101x32x4() : ResNet(Blocks: [3, 4, 23, 3], Bottlenecks: true, Groups: 32, GroupWidth: 4);

/// <summary>ResNeXt-101 (64x4d): 83.5 million parameters.</summary>
[Network(3, 224, 224)]
public sealed partial record ResNeXt101x64x4() : ResNet(Blocks: [3, 4, 23, 3], Bottlenecks: true, Groups: 64, GroupWidth: 4);
