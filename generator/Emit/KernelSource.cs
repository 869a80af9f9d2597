using Lathe.Generator.Plan;
using Lathe.Generator.Support;

namespace Lathe.Generator.Emit;

/// <summary>What a kernel is printed from: the items of a region, with values and loop variables numbered as they occur. The layers of a network repeat,
/// and so do networks: equal sources are printed once.</summary>
/// <param name="Verb">What the kernel does.</param>
/// <param name="Chunk">The axis whose chunks the kernel runs over.</param>
/// <param name="Groups">Groups of chunks, as in <see cref="Region"/>.</param>
/// <param name="Items">What a chunk computes.</param>
internal sealed record KernelSource(string Verb, LoopAxis Chunk, int Groups, EquatableArray<RegionItem> Items)
{
    readonly int hash = Hash(Chunk, Groups, Items);

    /// <summary>The source of a region's kernel.</summary>
    /// <param name="region">The region.</param>
    /// <param name="items">Those of its items that are one kernel.</param>
    /// <param name="values">Gets the region's values by their numbers in the source.</param>
    public static KernelSource Of(Region region, IReadOnlyList<RegionItem> items, out IReadOnlyList<Value> values)
    {
        var numbering = new ValueNumbering();
        values = numbering.Values;
        return new(region.Name, numbering.Rewrite(region.Chunk), region.Groups, items.Select(numbering.Rewrite).ToEquatableArray());
    }

    public bool Equals(KernelSource? other) =>
        other is not null && hash == other.hash && Verb == other.Verb && Groups == other.Groups && Chunk == other.Chunk && Items == other.Items;

    public override int GetHashCode() => hash;

    static int Hash(LoopAxis chunk, int groups, EquatableArray<RegionItem> items) => unchecked((((chunk.GetHashCode() * 31) + groups) * 31) + items.GetHashCode());
}
