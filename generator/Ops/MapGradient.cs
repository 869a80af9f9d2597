using System.Collections.Immutable;
using Lathe.Generator.Graph;
using static Lathe.Generator.Ops.ScalarAlgebra;

namespace Lathe.Generator.Ops;

/// <summary>The gradient of an elementwise expression: by each input's partial derivative, summed over the axes along which it was
/// stretched.</summary>
internal static class MapGradient
{
    public static ImmutableArray<Node?> Of(GraphBuilder graph, Map map, Node self, Node gradient) =>
        [.. self.Inputs.Select((input, position) => input.Type is DType.Int32 or DType.UInt32 ? null : Partial(graph, map, self, gradient, position))];

    static Node? Partial(GraphBuilder graph, Map map, Node self, Node gradient, int position)
    {
        var input = self.Inputs[position];
        // The value of the whole expression is at hand as the node itself: it spares a second exponential where one is outermost, and a rectifier's
        // input need not be kept.
        var itself = IsExpensive(map.Expression) || ScalarCalculus.IsRectifier(map.Expression) ? new Operand(self.Inputs.Length) : map.Expression;
        var derivative = ScalarCalculus.Derivative(map.Expression, position, itself);
        if (IsZero(derivative))
            return null;
        var stretched = Broadcasting.StretchedAxes(input.Shape, self.Shape);
        var operands = self.Inputs.Add(self);
        var isSteady = ScalarTraversal.Operands(derivative).All(used => stretched.Items.All(axis => operands[used].Shape[axis].IsOne))
            && !ScalarTraversal.Leaves(derivative).OfType<Iota>().Any(iota => stretched.Items.Contains(iota.Axis));

        // A factor that is the same along the summed axes is applied after the sum, so that several inputs share one sum of the gradient.
        var summand = isSteady ? gradient : Product(graph, derivative, operands, gradient, self.Shape);
        var sum = graph.Reduce(ReduceKind.Sum, summand, stretched);
        return isSteady ? Product(graph, derivative, operands, sum, input.Shape) : sum;
    }

    // The smallest shape that the operands fill may be smaller than the input's: it is stretched in the same expression.
    static Node Product(GraphBuilder graph, Scalar derivative, ImmutableArray<Node> operands, Node gradient, Shape shape)
    {
        var used = ScalarTraversal.Operands(derivative);
        var positions = used.Select((operand, index) => (operand, index)).ToDictionary(pair => pair.operand, pair => pair.index + 1);
        var factor = ScalarTraversal.Replace(derivative, leaf => leaf is Operand operand ? new Operand(positions[operand.Position]) : leaf);
        return graph.MapTo(Chained(Scalars.X, factor), shape, gradient.Type, [gradient, .. used.Select(operand => operands[operand])]);
    }

    // Where a derivative is zero on one side, so is the gradient, whatever comes from above: one choice instead of a mask and a product.
    static Scalar Chained(Scalar gradient, Scalar derivative) => derivative is Select select && (IsZero(select.WhenTrue) || IsZero(select.WhenFalse))
        ? Choose(select.Condition, Chained(gradient, select.WhenTrue), Chained(gradient, select.WhenFalse))
        : Multiply(gradient, derivative);

    static bool IsExpensive(Scalar expression) => expression is Unary
    {
        Operator: UnaryOperator.Exponential or UnaryOperator.SquareRoot or UnaryOperator.Reciprocal or UnaryOperator.HyperbolicTangent or UnaryOperator.Logistic,
    }
        or Binary { Operator: BinaryOperator.Power };
}
