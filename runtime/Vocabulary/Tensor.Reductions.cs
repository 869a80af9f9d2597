namespace Lathe;

public sealed partial class Tensor
{
    /// <summary>The sum over axes (all, if none is named), which go unless kept with extent one.</summary>
    public Tensor Sum(params int[] axes) => throw Symbolic.Only;

    /// <summary>The sum over axes, kept with extent one.</summary>
    public Tensor SumKeep(params int[] axes) => throw Symbolic.Only;

    /// <summary>The mean over axes (all, if none is named).</summary>
    public Tensor Mean(params int[] axes) => throw Symbolic.Only;

    /// <summary>The mean over axes, kept with extent one.</summary>
    public Tensor MeanKeep(params int[] axes) => throw Symbolic.Only;

    /// <summary>The largest over axes (all, if none is named); the gradient goes to all that are equal to it, in equal shares.</summary>
    public Tensor Max(params int[] axes) => throw Symbolic.Only;

    /// <summary>The largest over axes, kept with extent one.</summary>
    public Tensor MaxKeep(params int[] axes) => throw Symbolic.Only;

    /// <summary>The mean over the batch of a tensor without axes: what a loss ends with.</summary>
    public Tensor BatchMean() => throw Symbolic.Only;

    /// <summary>exp(x) over its sum along an axis.</summary>
    public Tensor Softmax(int axis = -1) => throw Symbolic.Only;

    /// <summary>The logarithm of the softmax.</summary>
    public Tensor LogSoftmax(int axis = -1) => throw Symbolic.Only;

    /// <summary>1 at the first largest element along an axis, 0 elsewhere; no gradient.</summary>
    public Tensor OneHotArgMax(int axis = -1) => throw Symbolic.Only;

    /// <summary>The mean over height and width: C, H, W to C.</summary>
    public Tensor GlobalAveragePool() => throw Symbolic.Only;

    /// <summary>The maximum over height and width: C, H, W to C.</summary>
    public Tensor GlobalMaxPool() => throw Symbolic.Only;

    /// <summary>Windowed maximum over height and width; padding counts as minus infinity.</summary>
    /// <param name="kernel">The window, from 1.</param>
    /// <param name="stride">The step, from 1; the kernel if 0.</param>
    /// <param name="padding">On all sides, from 0 to half the kernel.</param>
    /// <param name="ceilMode">Rounds the output size up; a last window that would start in the right padding is dropped.</param>
    public Tensor MaxPool(int kernel, int stride = 0, int padding = 0, bool ceilMode = false) => throw Symbolic.Only;

    /// <summary>Windowed mean over height and width.</summary>
    /// <param name="kernel">The window, from 1.</param>
    /// <param name="stride">The step, from 1; the kernel if 0.</param>
    /// <param name="padding">Zeros on all sides, from 0 to half the kernel.</param>
    /// <param name="ceilMode">Rounds the output size up.</param>
    /// <param name="countIncludePad">Divides by the window with its padding; otherwise by the number of real cells.</param>
    public Tensor AveragePool(int kernel, int stride = 0, int padding = 0, bool ceilMode = false, bool countIncludePad = true) => throw Symbolic.Only;

    /// <summary>Mean over windows from floor(i H / n) to ceil((i + 1) H / n) - 1, so that the output has the given size.</summary>
    public Tensor AdaptiveAveragePool(int height, int width) => throw Symbolic.Only;

    /// <summary>Maximum over the windows of <see cref="AdaptiveAveragePool"/>.</summary>
    public Tensor AdaptiveMaxPool(int height, int width) => throw Symbolic.Only;

    /// <summary>x / (k + alpha/size * sum of x² over <paramref name="size"/> neighbouring channels, at least 1)^beta (Krizhevsky et al. 2012).</summary>
    public Tensor LocalResponseNorm(int size = 5, float alpha = 1e-4f, float beta = 0.75f, float k = 1) => throw Symbolic.Only;

    /// <summary>The convolution (cross-correlation) of this image with computed weights: C, H, W to O, H', W', as <see cref="Conv"/> without bias.</summary>
    /// <param name="weight">O, C/groups, KH, KW, without the batch.</param>
    /// <param name="stride">The step, from 1.</param>
    /// <param name="padding">Zeros on all sides, from 0.</param>
    /// <param name="groups">Splits both channels into so many independent parts, from 1; it divides both.</param>
    public Tensor Convolve(Tensor weight, int stride = 1, int padding = 0, int groups = 1) => throw Symbolic.Only;

    /// <summary>The matrix product over the last two axes: …, M, K by …, K, N to …, M, N.</summary>
    /// <param name="other">The right factor.</param>
    /// <param name="transposeOther">Takes the right factor as …, N, K.</param>
    public Tensor MatMul(Tensor other, bool transposeOther = false) => throw Symbolic.Only;

    /// <summary>softmax(q kᵀ · scale) v over the last two axes (Vaswani et al. 2017).</summary>
    /// <param name="query">Heads, T, D.</param>
    /// <param name="key">Heads, S, D.</param>
    /// <param name="value">Heads, S, E.</param>
    /// <param name="scale">1/sqrt(D) if 0.</param>
    public static Tensor Attention(Tensor query, Tensor key, Tensor value, float scale = 0) => throw Symbolic.Only;

    /// <summary>Minus the sum over the last axis of targets times log-softmax of logits, averaged over the batch and all other axes: PyTorch's
    /// cross-entropy with soft targets, whose classes come last here.</summary>
    /// <param name="logits">Classes.</param>
    /// <param name="targets">Classes: a distribution; the runtime makes it from labels, smoothing and mixing.</param>
    public static Tensor CrossEntropy(Tensor logits, Tensor targets) => throw Symbolic.Only;
}
