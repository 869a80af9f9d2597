using Lathe.Generator.Plan;
using Index = Lathe.Generator.Plan.Index;

namespace Lathe.Generator.Emit;

/// <summary>Which loop variables an index depends on.</summary>
internal static class IndexVariables
{
    public static IEnumerable<int> Of(Index index) => index switch
    {
        IndexVariable variable => [variable.Axis],
        IndexSum sum => Of(sum.Left).Concat(Of(sum.Right)),
        IndexProduct product => Of(product.Operand),
        IndexQuotient quotient => Of(quotient.Operand),
        IndexRemainder remainder => Of(remainder.Operand),
        IndexMinimum minimum => Of(minimum.Left).Concat(Of(minimum.Right)),
        IndexGroup group => Of(group.Chunk),
        IndexTable table => Of(table.Position),
        _ => [],
    };

    public static IEnumerable<int> Of(Access access) =>
        Of(access.Offset).Concat(access.Guards.Items.SelectMany(guard => Of(guard.Index).Concat(Of(guard.End))));

    public static bool Uses(Index index, int axis) => Of(index).Contains(axis);

    /// <summary>Whether an index moves evenly along an axis, and by how much a step.</summary>
    public static bool IsEven(Index index, int axis, out long factor)
    {
        var affine = AffineIndex.Of(index);
        factor = affine.FactorOf(axis);
        return affine.Terms.All(term => term.Operand is IndexVariable || !Uses(term.Operand, axis));
    }

    /// <summary>Whether an axis has exactly one position, wherever it starts.</summary>
    public static bool IsSingle(LoopAxis axis) => AffineIndex.Of(axis.End + (axis.Start * -1)) is { Terms.IsEmpty: true, Constant: 1 };

    /// <summary>Whether an axis is known to have fewer positions.</summary>
    public static bool IsShorter(LoopAxis axis, int than) =>
        AffineIndex.Of(axis.End + (axis.Start * -1)) is { Terms.IsEmpty: true } extent && extent.Constant < than;
}
