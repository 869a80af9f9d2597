namespace Lathe;

/// <summary>A symbolic tensor: what <c>Forward</c> computes with. Axes are those of one sample (the batch is implied): channels, height, width of
/// an image; tokens, features of a sequence. Axis arguments count from 0 and, when negative, from the end.</summary>
/// <remarks>Binary operations broadcast as NumPy's do: trailing axes are aligned and an extent of one stretches.</remarks>
public sealed partial class Tensor
{
    Tensor()
    {
    }

    /// <summary>The number of axes of one sample.</summary>
    public int Rank => throw Symbolic.Only;

    /// <summary>The extent of axis 0.</summary>
    public int Channels => throw Symbolic.Only;

    /// <summary>The extent of axis 1.</summary>
    public int Height => throw Symbolic.Only;

    /// <summary>The extent of axis 2.</summary>
    public int Width => throw Symbolic.Only;

    /// <summary>The number of samples is known at run time only: using this is a build error.</summary>
    public int Batch => throw Symbolic.Only;

    /// <summary>The extent of an axis.</summary>
    public int Size(int axis) => throw Symbolic.Only;

    /// <summary>Applies a module with one input and one output.</summary>
    public Tensor Then(Module module) => throw Symbolic.Only;

    /// <summary>Applies a function.</summary>
    public Tensor Then(Func<Tensor, Tensor> function) => throw Symbolic.Only;

    /// <summary>Evenly spaced numbers: <paramref name="start"/>, <paramref name="start"/> + <paramref name="step"/>, and so on, <paramref name="count"/> of them, at least 1.</summary>
    public static Tensor Range(int count, float start = 0, float step = 1) => throw Symbolic.Only;

    /// <summary>A number, as a tensor of no axes.</summary>
    public static implicit operator Tensor(float value) => throw Symbolic.Only;

    /// <summary>Elementwise sum.</summary>
    public static Tensor operator +(Tensor left, Tensor right) => throw Symbolic.Only;

    /// <summary>Elementwise difference.</summary>
    public static Tensor operator -(Tensor left, Tensor right) => throw Symbolic.Only;

    /// <summary>Elementwise product.</summary>
    public static Tensor operator *(Tensor left, Tensor right) => throw Symbolic.Only;

    /// <summary>Elementwise quotient.</summary>
    public static Tensor operator /(Tensor left, Tensor right) => throw Symbolic.Only;

    /// <summary>Elementwise negation.</summary>
    public static Tensor operator -(Tensor operand) => throw Symbolic.Only;
}
