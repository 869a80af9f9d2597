using System.Collections.Immutable;
using Lathe.Generator.Graph;

namespace Lathe.Generator.Plan;

/// <summary>The expressions directly below one.</summary>
internal static class ScalarChildren
{
    public static ImmutableArray<Scalar> Of(Scalar scalar) => scalar switch
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
}
