namespace Lathe;

/// <summary>Makes a record a network: the compiler generates <c>Compile</c> for it. The record has no constructor arguments of its own.</summary>
/// <param name="inputShape">The extents of one input without the batch: channels, height, width; or features.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class NetworkAttribute(params int[] inputShape) : Attribute
{
    /// <summary>The extents of one input without the batch.</summary>
    public IReadOnlyList<int> InputShape { get; } = inputShape;

    /// <summary>Rows and columns of the largest tiles with which 3x3 convolutions of stride 1 may be computed on the processor by Winograd's algorithm (Lavin and Gray, Fast Algorithms for
    /// Convolutional Neural Networks, 2016): 2 for F(2x2, 3x3), which is about as precise as sums of products; 4 for F(4x4, 3x3) too, which takes up to 1.8 times fewer multiplications,
    /// with errors about three times as large and more memory for transformed weights. Other numbers are a build error (LATHE009).</summary>
    public int WinogradTile { get; init; } = 2;
}

/// <summary>Gives a member another path segment than its own name: <c>[Name("0")]</c>, or several, <c>[Name("net.conv1")]</c>.</summary>
/// <param name="segment">The segment, with dots between several.</param>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class NameAttribute(string segment) : Attribute
{
    /// <summary>The path segment.</summary>
    public string Segment { get; } = segment;
}

/// <summary>Turns what a network costs into a build error when it exceeds a limit.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class BudgetAttribute : Attribute
{
    /// <summary>The most trainable numbers; 0 for no limit.</summary>
    public long Parameters { get; init; }

    /// <summary>The most multiply-adds of convolutions, linear layers and matrix products for one sample in inference; 0 for no limit.</summary>
    public long MultiplyAdds { get; init; }

    /// <summary>The most bytes of activations that training keeps and needs for one sample; 0 for no limit.</summary>
    public long ActivationBytes { get; init; }
}

/// <summary>Declares the shape of an extra tensor that <c>Loss</c> or <c>Forward</c> takes, without the batch.</summary>
/// <param name="shape">The extents of one sample.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class InputAttribute(params int[] shape) : Attribute
{
    /// <summary>The extents of one sample.</summary>
    public IReadOnlyList<int> Shape { get; } = shape;
}
