using Lathe.Generator.Graph;
using static Lathe.Generator.Ops.Scalars;

namespace Lathe.Generator.Ops.Composites;

/// <summary>Elementwise functions with a name.</summary>
internal static class Activations
{
    /// <summary>max(x, 0), with derivative 0 at 0; NaN stays.</summary>
    public static Node Relu(this GraphBuilder graph, Node x) => graph.Map(Choose(LessOrEqual(X, 0), 0, X), x);

    /// <summary>x where positive, else <paramref name="slope"/> times x.</summary>
    public static Node LeakyRelu(this GraphBuilder graph, Node x, double slope) => graph.Map(Choose(LessOrEqual(X, 0), X * slope, X), x);

    /// <summary>x where positive, else a learnt slope times x: one, or one a channel (He et al. 2015).</summary>
    /// <param name="graph">Where the nodes go.</param>
    /// <param name="x">Any shape.</param>
    /// <param name="slope">[1] or [channels].</param>
    /// <param name="channelAxis">The memory axis of the channels; negative from the end.</param>
    public static Node PRelu(this GraphBuilder graph, Node x, Node slope, int channelAxis = -1) =>
        graph.Map(Choose(LessOrEqual(X, 0), X * Y, X), x, graph.AlongChannels(slope, x.Shape, channelAxis, "PReLU slopes"));

    public static Node Sigmoid(this GraphBuilder graph, Node x) => graph.Map(Logistic(X), x);

    public static Node Tanh(this GraphBuilder graph, Node x) => graph.Map(Scalars.Tanh(X), x);

    /// <summary>x Φ(x) (Hendrycks and Gimpel 2016): exactly, or by tanh(√(2/π) (x + 0.044715 x³)).</summary>
    public static Node Gelu(this GraphBuilder graph, Node x, bool approximate = false) => graph.Map(
        approximate
            ? 0.5 * X * (1 + Scalars.Tanh(Math.Sqrt(2 / Math.PI) * (X + (0.044715 * X * X * X))))
            : 0.5 * X * (1 + Erf(X * Math.Sqrt(0.5))),
        x);

    public static Node Silu(this GraphBuilder graph, Node x) => graph.Map(X * Logistic(X), x);

    public static Node Exp(this GraphBuilder graph, Node x) => graph.Map(Scalars.Exp(X), x);

    public static Node Log(this GraphBuilder graph, Node x) => graph.Map(Scalars.Log(X), x);

    public static Node Sqrt(this GraphBuilder graph, Node x) => graph.Map(Scalars.Sqrt(X), x);

    public static Node Square(this GraphBuilder graph, Node x) => graph.Map(X * X, x);

    public static Node Abs(this GraphBuilder graph, Node x) => graph.Map(Scalars.Abs(X), x);

    public static Node Negate(this GraphBuilder graph, Node x) => graph.Map(-X, x);

    /// <summary>x to a constant power.</summary>
    public static Node Pow(this GraphBuilder graph, Node x, double exponent) => graph.Map(ScalarAlgebra.Power(X, exponent), x);

    /// <summary>x limited to an interval; the derivative is 1 on its ends too.</summary>
    /// <exception cref="ShapeException">The interval is empty.</exception>
    public static Node Clamp(this GraphBuilder graph, Node x, double low, double high) => low > high
        ? throw new ShapeException(FormattableString.Invariant($"No number lies between {low} and {high}: the lower end comes first."))
        : graph.Map(Scalars.Clamp(X, low, high), x);

    public static Node Larger(this GraphBuilder graph, Node left, Node right) => graph.Map(Scalars.Maximum(X, Y), left, right);

    public static Node Smaller(this GraphBuilder graph, Node left, Node right) => graph.Map(Minimum(X, Y), left, right);
}
