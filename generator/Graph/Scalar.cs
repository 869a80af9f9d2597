namespace Lathe.Generator.Graph;

/// <summary>A scalar expression, evaluated once an element. The Graph uses the leaves of this file; the Plan adds its own
/// (loads, folds, random bits), so that one printer and one evaluator serve both.</summary>
internal abstract record Scalar
{
    public static implicit operator Scalar(double value) => new Constant(value);

    public static Scalar operator +(Scalar left, Scalar right) => new Binary(BinaryOperator.Add, left, right);

    public static Scalar operator -(Scalar left, Scalar right) => new Binary(BinaryOperator.Subtract, left, right);

    public static Scalar operator *(Scalar left, Scalar right) => new Binary(BinaryOperator.Multiply, left, right);

    public static Scalar operator /(Scalar left, Scalar right) => new Binary(BinaryOperator.Divide, left, right);

    public static Scalar operator -(Scalar operand) => new Unary(UnaryOperator.Negate, operand);
}

/// <summary>A number, of the type that its surroundings have.</summary>
internal sealed record Constant(double Value) : Scalar;

/// <summary>A number like <see cref="Constant"/> that layers of one kind differ in: an argument of their kernels, which they so share.</summary>
internal sealed record Setting(double Value) : Scalar;

/// <summary>The element of the <paramref name="Position"/>-th input of a Map.</summary>
internal sealed record Operand(int Position) : Scalar;

/// <summary>The position along an axis of the Map's result, as a number.</summary>
internal sealed record Iota(int Axis) : Scalar;

/// <summary>An extent as a number, for means over axes that depend on the batch.</summary>
internal sealed record Extent(Dim Dim) : Scalar;

internal sealed record Unary(UnaryOperator Operator, Scalar Operand) : Scalar;

internal sealed record Binary(BinaryOperator Operator, Scalar Left, Scalar Right) : Scalar;

/// <summary><c>Left * Right + Addend</c>, rounded once.</summary>
internal sealed record FusedMultiplyAdd(Scalar Left, Scalar Right, Scalar Addend) : Scalar;

internal sealed record Select(Scalar Condition, Scalar WhenTrue, Scalar WhenFalse) : Scalar;

/// <summary>A conversion; UInt32 to Float32 keeps the number, it does not reinterpret bits.</summary>
internal sealed record Cast(DType Type, Scalar Operand) : Scalar;

internal enum UnaryOperator
{
    Negate,
    Absolute,
    Exponential,
    Logarithm,
    SquareRoot,
    Reciprocal,
    HyperbolicTangent,

    /// <summary>1 / (1 + exp(-x)), without overflow.</summary>
    Logistic,

    /// <summary>The Gauss error function.</summary>
    ErrorFunction,
    Sine,
    Cosine,
    Floor,
    Not,
}

internal enum BinaryOperator
{
    Add,
    Subtract,
    Multiply,
    Divide,

    /// <summary>The smaller; NaN if either is.</summary>
    Minimum,

    /// <summary>The larger; NaN if either is.</summary>
    Maximum,
    Power,
    Less,
    LessOrEqual,
    Equal,
    And,
    Or,
}
