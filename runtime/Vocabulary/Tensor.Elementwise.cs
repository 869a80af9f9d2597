namespace Lathe;

public sealed partial class Tensor
{
    /// <summary>max(x, 0).</summary>
    public Tensor Relu() => throw Symbolic.Only;

    /// <summary>x where positive, else <paramref name="slope"/> times x.</summary>
    public Tensor LeakyRelu(float slope = 0.01f) => throw Symbolic.Only;

    /// <summary>1 / (1 + exp(-x)).</summary>
    public Tensor Sigmoid() => throw Symbolic.Only;

    /// <summary>The hyperbolic tangent.</summary>
    public Tensor Tanh() => throw Symbolic.Only;

    /// <summary>x Φ(x) (Hendrycks and Gimpel 2016): by the error function, or by the tanh approximation.</summary>
    public Tensor Gelu(bool approximate = false) => throw Symbolic.Only;

    /// <summary>x times its sigmoid.</summary>
    public Tensor Silu() => throw Symbolic.Only;

    /// <summary>e to the x.</summary>
    public Tensor Exp() => throw Symbolic.Only;

    /// <summary>The natural logarithm.</summary>
    public Tensor Log() => throw Symbolic.Only;

    /// <summary>The square root.</summary>
    public Tensor Sqrt() => throw Symbolic.Only;

    /// <summary>x times x.</summary>
    public Tensor Square() => throw Symbolic.Only;

    /// <summary>The absolute value; its gradient at 0 is 0.</summary>
    public Tensor Abs() => throw Symbolic.Only;

    /// <summary>x to a constant power.</summary>
    public Tensor Pow(float exponent) => throw Symbolic.Only;

    /// <summary>x limited to [<paramref name="low"/>, <paramref name="high"/>]; the lower end comes first.</summary>
    public Tensor Clamp(float low, float high) => throw Symbolic.Only;

    /// <summary>Applies a C# method to every element; the compiler differentiates it. The method may call Math and MathF, branch by the conditional
    /// operator, and use locals. Elements are float32 throughout: a conversion to double changes nothing.</summary>
    public Tensor Map(Func<float, float> function) => throw Symbolic.Only;

    /// <summary>Applies a C# method to every pair of elements.</summary>
    public Tensor Map(Tensor other, Func<float, float, float> function) => throw Symbolic.Only;

    /// <summary>The elementwise larger.</summary>
    public static Tensor Max(Tensor left, Tensor right) => throw Symbolic.Only;

    /// <summary>The elementwise smaller.</summary>
    public static Tensor Min(Tensor left, Tensor right) => throw Symbolic.Only;

    /// <summary>In training, zeroes elements with a probability and divides the others by what is left (Srivastava et al. 2014).</summary>
    /// <param name="probability">The probability of zeroing, in [0, 1).</param>
    public Tensor Dropout(float probability = 0.5f) => throw Symbolic.Only;

    /// <summary>In training, zeroes whole channels, axis 0 of the sample, with a probability and divides the others by what is left (Tompson et al. 2015).</summary>
    /// <param name="probability">The probability of zeroing, in [0, 1).</param>
    public Tensor Dropout2d(float probability = 0.5f) => throw Symbolic.Only;

    /// <summary>In training, zeroes the whole sample with a probability and divides the others by what is left (stochastic depth, Huang et al. 2016).</summary>
    /// <param name="probability">The probability of zeroing, in [0, 1).</param>
    public Tensor DropPath(float probability) => throw Symbolic.Only;

    /// <summary>The same values, with no gradient through them.</summary>
    public Tensor StopGradient() => throw Symbolic.Only;
}
