using System.Collections.Immutable;
using Lathe.Generator.Graph;
using Lathe.Generator.Plan;
using Lathe.Generator.Support;

namespace Lathe.Generator.Emit;

/// <summary>Makes equal scalar expressions one, so that each is computed once.</summary>
internal sealed class ExpressionTable
{
    readonly Dictionary<Scalar, Expression> byReference = new(ReferenceComparer<Scalar>.Instance);
    readonly Dictionary<Key, Expression> byStructure = [];
    readonly List<Expression> expressions = [];

    /// <summary>The expression with a number.</summary>
    public Expression this[int id] => expressions[id];

    /// <summary>The expression of a scalar.</summary>
    public Expression Of(Scalar scalar)
    {
        if (byReference.TryGetValue(scalar, out var known))
            return known;
        var children = ChildrenOf(scalar).Select(Of).ToImmutableArray();
        var key = new Key(Shallow(scalar), Child(children, 0), Child(children, 1), Child(children, 2));
        if (!byStructure.TryGetValue(key, out var expression))
        {
            expression = new Expression(expressions.Count, scalar, children);
            expressions.Add(expression);
            byStructure.Add(key, expression);
            foreach (var child in children)
            {
                child.Uses++;
            }
        }

        byReference.Add(scalar, expression);
        return expression;
    }

    static int Child(ImmutableArray<Expression> children, int position) => position < children.Length ? children[position].Id : -1;

    static ImmutableArray<Scalar> ChildrenOf(Scalar scalar) => scalar switch
    {
        Unary unary => [unary.Operand],
        Binary binary => [binary.Left, binary.Right],
        FusedMultiplyAdd fused => [fused.Left, fused.Right, fused.Addend],
        Select select => [select.Condition, select.WhenTrue, select.WhenFalse],
        Cast cast => [cast.Operand],
        Fold fold => [fold.Body],
        FoldArgMax fold => [fold.Body],
        _ => [],
    };

    /// <summary>What two equal expressions share besides their children.</summary>
    static object Shallow(Scalar scalar) => scalar switch
    {
        Unary unary => unary.Operator,
        Binary binary => binary.Operator,
        FusedMultiplyAdd => nameof(FusedMultiplyAdd),
        Select => nameof(Select),
        Cast cast => cast.Type,
        Fold fold => (fold.Kind, fold.Axes, fold.Accumulator),
        FoldArgMax fold => (fold.Axes, fold.Position),
        Extent extent => new Number(new IndexDim(extent.Dim)),
        Constant constant => (nameof(Constant), BitConverter.DoubleToInt64Bits(constant.Value)),
        Load or Number or RandomWord or Setting => scalar,
        _ => throw new InvalidOperationException($"{scalar.GetType().Name} does not belong into a plan."),
    };

    readonly record struct Key(object Shallow, int First, int Second, int Third);
}
