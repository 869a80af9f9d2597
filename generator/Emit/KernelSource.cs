using Lathe.Generator.Plan;
using Lathe.Generator.Support;
using Index = Lathe.Generator.Plan.Index;

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
        var numbering = new Numbering();
        values = numbering.Values;
        return new(region.Name, numbering.Rewrite(region.Chunk), region.Groups, items.Select(numbering.Rewrite).ToEquatableArray());
    }

    public bool Equals(KernelSource? other) =>
        other is not null && hash == other.hash && Verb == other.Verb && Groups == other.Groups && Chunk == other.Chunk && Items == other.Items;

    public override int GetHashCode() => hash;

    static int Hash(LoopAxis chunk, int groups, EquatableArray<RegionItem> items) => unchecked((((chunk.GetHashCode() * 31) + groups) * 31) + items.GetHashCode());

    sealed class Numbering : PlanRewriter
    {
        readonly Dictionary<int, Value> numbered = [];
        readonly Dictionary<int, int> axes = [];
        readonly List<Value> values = [];

        public IReadOnlyList<Value> Values => values;

        /// <summary>A kernel knows of a value what it is made of, and whether it is a worker's own.</summary>
        public override Value Rewrite(Value value)
        {
            if (numbered.TryGetValue(value.Id, out var known))
                return known;
            var number = new Value(values.Count, "", value.Type, 0, value.Space == Space.Scratch ? Space.Scratch : Space.Temporary);
            values.Add(value);
            numbered.Add(value.Id, number);
            return number;
        }

        public override LoopAxis Rewrite(LoopAxis axis) => base.Rewrite(axis) with { Id = Number(axis.Id) };

        public override Index Rewrite(Index index) => index is IndexVariable variable ? new IndexVariable(Number(variable.Axis)) : base.Rewrite(index);

        int Number(int axis)
        {
            if (!axes.TryGetValue(axis, out var number))
                axes.Add(axis, number = axes.Count);
            return number;
        }
    }
}
