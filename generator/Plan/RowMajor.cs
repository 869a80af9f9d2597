namespace Lathe.Generator.Plan;

/// <summary>Elements in the order of nested loops.</summary>
internal static class RowMajor
{
    /// <summary>Whether an index counts the iterations of loops, as if the outermost one began at zero: elements that lie one after the other.</summary>
    /// <param name="index">The index.</param>
    /// <param name="loops">Outermost first; all but the outermost have to be whole and of fixed extent.</param>
    public static bool Is(Index index, IReadOnlyList<LoopAxis> loops)
    {
        var affine = AffineIndex.Of(index);
        var stride = 1L;
        for (var place = loops.Count - 1; place >= 0; place--)
        {
            if (affine.FactorOf(loops[place].Id) != stride)
                return false;
            if (place == 0)
                break;
            if (!loops[place].IsWhole || loops[place].Extent() is not { IsStatic: true, Fixed: var extent })
                return false;
            stride *= extent;
        }

        return affine.Constant == 0 && affine.Terms.Length == loops.Count;
    }
}
