using System.Collections.Immutable;
using Lathe.Generator.Graph;

namespace Lathe.Generator.Ops;

/// <summary>Walks over the scalar expressions of a Graph.</summary>
internal static class ScalarTraversal
{
    /// <summary>The expressions directly below one.</summary>
    public static ImmutableArray<Scalar> Children(Scalar expression) => expression switch
    {
        Unary unary => [unary.Operand],
        Binary binary => [binary.Left, binary.Right],
        FusedMultiplyAdd fused => [fused.Left, fused.Right, fused.Addend],
        Select select => [select.Condition, select.WhenTrue, select.WhenFalse],
        Cast cast => [cast.Operand],
        _ => [],
    };

    /// <summary>The same expression over other children; itself where none changed.</summary>
    public static Scalar WithChildren(Scalar expression, ImmutableArray<Scalar> children) =>
        children.SequenceEqual(Children(expression), ReferenceEquality.Instance) ? expression : expression switch
        {
            Unary unary => unary with { Operand = children[0] },
            Binary binary => binary with { Left = children[0], Right = children[1] },
            FusedMultiplyAdd => new FusedMultiplyAdd(children[0], children[1], children[2]),
            Select => new Select(children[0], children[1], children[2]),
            Cast cast => cast with { Operand = children[0] },
            _ => expression,
        };

    /// <summary>Every expression without children, in reading order, repeated where it repeats.</summary>
    public static IEnumerable<Scalar> Leaves(Scalar expression)
    {
        var children = Children(expression);
        return children.IsEmpty ? [expression] : children.SelectMany(Leaves);
    }

    /// <summary>The positions of the operands that an expression names, ascending.</summary>
    public static ImmutableArray<int> Operands(Scalar expression) =>
        [.. Leaves(expression).OfType<Operand>().Select(operand => operand.Position).Distinct().OrderBy(position => position)];

    /// <summary>Rewrites an expression from its leaves up.</summary>
    public static Scalar Replace(Scalar expression, Func<Scalar, Scalar> rewrite) =>
        rewrite(WithChildren(expression, [.. Children(expression).Select(child => Replace(child, rewrite))]));

    sealed class ReferenceEquality : IEqualityComparer<Scalar>
    {
        public static ReferenceEquality Instance { get; } = new();

        public bool Equals(Scalar left, Scalar right) => ReferenceEquals(left, right);

        public int GetHashCode(Scalar expression) => 0;
    }
}
