namespace Lathe.Models;

/// <summary>LeNet, the network that read handwritten digits: two convolutions, two fully connected layers.</summary>
/// <param name="Classes">How many classes it tells apart.</param>
/// <remarks>
/// LeCun, Bottou, Bengio, Haffner: Gradient-based learning applied to document recognition, Proceedings of the IEEE 86 (1998).
/// The form is that of Caffe's MNIST example: more channels than LeNet-5, no activation after the convolutions, maximum pooling
/// without weights, a plain last layer. Departure from it: initial values are PyTorch's, not Caffe's Xavier.
/// </remarks>
public abstract record LeNet(int Classes) : Module
{
    readonly Conv conv1 = new(20, Kernel: 5);
    readonly Conv conv2 = new(50, Kernel: 5);
    readonly Linear fc1 = new(500);
    readonly Linear fc2 = new(Classes);

    /// <summary>Images to logits.</summary>
    public Tensor Forward(Tensor x) =>
        x.Then(conv1).MaxPool(2).Then(conv2).MaxPool(2).Flatten().Then(fc1).Relu().Then(fc2);
}

/// <summary>LeNet for 28x28 digits or clothes.</summary>
[Network(1, 28, 28)]
public sealed partial record LeNetCaffe() : LeNet(Classes: 10);

/// <summary>LeNet for CIFAR-10's colour images.</summary>
[Network(3, 32, 32)]
public sealed partial record LeNetCifar() : LeNet(Classes: 10);
