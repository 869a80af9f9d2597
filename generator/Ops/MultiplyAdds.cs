using Lathe.Generator.Graph;

namespace Lathe.Generator.Ops;

/// <summary>Counts the multiply-adds of contractions: of convolutions, linear layers and matrix products, taps in the padding included;
/// nothing else counts.</summary>
internal static class MultiplyAdds
{
    /// <summary>Of one contraction, for one sample.</summary>
    public static long Of(Contract contract)
    {
        // A position within a window is given by the output and the tap.
        var positions = contract.Relation.Ties.Items.Select(tie => tie.Position).ToArray();
        return contract.Relation.Axes.Items
            .Where(axis => !positions.Contains(axis.Label))
            .Aggregate(1L, (product, axis) => checked(product * axis.Extent.At(1)));
    }

    /// <summary>Of a function, for one sample.</summary>
    public static long Of(Function function) =>
        GraphTraversal.Reachable(function.Roots).Select(node => node.Operation).OfType<Contract>().Sum(Of);
}
