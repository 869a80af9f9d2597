namespace Lathe;

public sealed partial class Tensor
{
    /// <summary>Other extents over the same elements in the user's row-major order; one extent may be -1.</summary>
    public Tensor Reshape(params int[] shape) => throw Symbolic.Only;

    /// <summary>All axes from <paramref name="from"/> on as one: C, H, W to C·H·W in PyTorch's order.</summary>
    public Tensor Flatten(int from = 0) => throw Symbolic.Only;

    /// <summary>Result axis i is axis <c>axes[i]</c>.</summary>
    public Tensor Permute(params int[] axes) => throw Symbolic.Only;

    /// <summary>Swaps two axes.</summary>
    public Tensor Transpose(int first = -2, int second = -1) => throw Symbolic.Only;

    /// <summary>Elements start, start + step, …, <paramref name="length"/> of them along an axis.</summary>
    public Tensor Slice(int axis, int start, int length, int step = 1) => throw Symbolic.Only;

    /// <summary>Equal parts along an axis.</summary>
    public Tensor[] Split(int parts, int axis = 0) => throw Symbolic.Only;

    /// <summary>Constants before and after along an axis.</summary>
    public Tensor Pad(int axis, int before, int after, float value = 0) => throw Symbolic.Only;

    /// <summary>The tensors one after the other along an axis.</summary>
    public static Tensor Concat(int axis, params Tensor[] tensors) => throw Symbolic.Only;

    /// <summary>The tensors one after the other along the channels (axis 0).</summary>
    public static Tensor Concat(params Tensor[] tensors) => throw Symbolic.Only;

    /// <summary>Stretches axes of extent one, and adds leading axes.</summary>
    public Tensor BroadcastTo(params int[] shape) => throw Symbolic.Only;

    /// <summary>Positions of an axis by a build-time table.</summary>
    public Tensor Gather(int axis, params int[] indices) => throw Symbolic.Only;

    /// <summary>Cyclic shift along an axis: element i moves to i + shift.</summary>
    public Tensor Roll(int axis, int shift) => throw Symbolic.Only;

    /// <summary>Bilinear interpolation of height and width.</summary>
    /// <param name="height">The new height.</param>
    /// <param name="width">The new width.</param>
    /// <param name="alignCorners">Maps corner centres onto corner centres, as PyTorch's option of that name.</param>
    public Tensor Upsample(int height, int width, bool alignCorners = false) => throw Symbolic.Only;
}
