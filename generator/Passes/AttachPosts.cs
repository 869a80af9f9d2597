using Lathe.Generator.Graph;
using Lathe.Generator.Ops;
using Lathe.Generator.Plan;
using Lathe.Generator.Support;
using Index = Lathe.Generator.Plan.Index;

namespace Lathe.Generator.Passes;

/// <summary>Puts what goes on with the result of a contraction, element by element, right behind it, so that the blocks of threads that have the sums go on
/// with them: the result need not come back from memory, and often need not go there.</summary>
/// <remarks>Such a region, a post, has maps over all elements of the result in their order, and sums of its columns. Which rows of the result a block has
/// is settled when a batch is there (tiles of pixels, or of rows); so a post has room for as many partial sums as blocks may have, and the contraction
/// fills what it does not need with zeros.</remarks>
internal sealed class AttachPosts
{
    /// <summary>Rows of the result that a block of threads has at least, nearly always.</summary>
    const long BlockRows = 128;

    /// <summary>How far behind its contraction a post may stand: behind the gradient of the weights.</summary>
    const int Reach = 4;

    /// <summary>More sums would take too many registers.</summary>
    const int MostSums = 4;

    /// <summary>Neighbours that a thread takes at a time.</summary>
    const int Vector = 4;

    /// <summary>Where partial sums were cut anew: how many rows of slots there were and are.</summary>
    readonly Dictionary<int, (Index Before, Index Now)> slots = [];

    public static Schedule Run(Schedule schedule)
    {
        var pass = new AttachPosts();
        var attached = schedule with { Phases = schedule.Phases.Items.Select(phase => phase with { Items = pass.Attached(phase.Items) }).ToEquatableArray() };
        return pass.slots.Count == 0 ? attached : SlotResizing.Run(attached, pass.slots);
    }

    EquatableArray<PlanItem> Attached(EquatableArray<PlanItem> items)
    {
        var attached = items.Items.ToList();
        for (var place = 0; place < attached.Count; place++)
        {
            if (attached[place] is not Region { Items: { Count: 1 } only } || only[0] is not ContractItem { Part: null, Accumulate: false } contraction || !HasWholeResult(contraction))
                continue;
            var post = FindPost(attached, place, contraction.Result.Value);
            if (post < 0)
                continue;
            var region = (Region)attached[post];
            attached.RemoveAt(post);
            attached.Insert(place + 1, Recut(region, contraction.Result.Value.Size) with { IsPost = true });
        }

        return attached.ToEquatableArray();
    }

    /// <summary>Whether the result is a tensor of its own that grows with the batch and that all elements of are computed.</summary>
    static bool HasWholeResult(ContractItem contraction)
    {
        var (result, relation) = (contraction.Result, contraction.Relation);
        return result.Value is { Size.IsStatic: false, Space: Space.Temporary } && AffineIndex.Of(result.Offset) is { Constant: 0, Terms.IsEmpty: true }
            && result.Labels.Aggregate(new Dim(0, 1), (elements, label) => elements * relation.ExtentOf(label)) == result.Value.Size;
    }

    /// <summary>The place of the first item that may follow as a post, past others that may as well come later; -1 if there is none.</summary>
    static int FindPost(List<PlanItem> items, int place, Value result)
    {
        for (var next = place + 1; next < items.Count && next <= place + Reach; next++)
        {
            if (items[next] is Region region && IsPostOf(region, result) && !OverwritesOperands(region, items[place])
                && Enumerable.Range(place + 1, next - place - 1).All(between => !items[between].Touches.Any(first => region.Touches.Any(first.Conflicts))))
                return next;
        }

        return -1;
    }

    static bool OverwritesOperands(Region region, PlanItem contraction) =>
        contraction.Touches.Any(read => !read.IsWrite && region.Touches.Any(touch => touch.IsWrite && touch.Overlaps(read)));

    static bool IsPostOf(Region region, Value result) =>
        region is { Groups: 0, IsPost: false }
        && region.Touches.Any(touch => touch.Value.Id == result.Id)
        && region.Items.Items.All(item => item is MapItem map && LoopsOf(map) is { } loops && GoesOver(loops, region.Chunk, result.Size)
            && map.Stores.Items.All(store => ReadsOwn(store.Value, loops, result)))
        && region.Items.Items.Count(item => IsSum((MapItem)item)) <= MostSums;

    /// <summary>All loops of a map, those of a sum around that over its results; null where it is neither a sum of columns nor elementwise.</summary>
    static IReadOnlyList<LoopAxis>? LoopsOf(MapItem map)
    {
        if (IsSum(map))
            return map.Axes.Count == 1 && !HasFold(((Fold)map.Stores[0].Value).Body) ? [.. ((Fold)map.Stores[0].Value).Axes, .. map.Axes] : null;
        return map.Axes.Count > 0 && !map.Stores.Items.Any(store => HasFold(store.Value) || store.Target.Value.Space == Space.Slot) ? map.Axes.Items : null;
    }

    static bool IsSum(MapItem map) => map.Stores.Count == 1
        && map.Stores[0] is { Accumulate: false, Target.Value.Space: Space.Slot, Value: Fold { Kind: ReduceKind.Sum, Accumulator: DType.Float32 } };

    /// <summary>Whether loops go over so many elements, along rows of whole runs.</summary>
    static bool GoesOver(IReadOnlyList<LoopAxis> loops, LoopAxis chunk, Dim elements)
    {
        var all = new Dim(0, 1);
        foreach (var loop in loops)
        {
            if ((loop.IsWhole ? loop.Extent() : Split.Of(loop, chunk)?.Extent) is not { } extent || (!all.IsStatic && !extent.IsStatic))
                return false;
            all *= extent;
        }

        var last = loops[^1];
        return all == elements && AffineIndex.Quotient(last.End + (last.Start * -1), Vector) is not null;
    }

    /// <summary>Whether a map reads of the result nothing but the element that its loops are at.</summary>
    static bool ReadsOwn(Scalar value, IReadOnlyList<LoopAxis> loops, Value result) =>
        LoadCollector.Of(value, result.Id).All(load => load.Guards.Count == 0 && RowMajor.Is(load.Offset, loops));

    static bool HasFold(Scalar scalar)
    {
        var folds = new FoldFinder();
        folds.Visit(scalar);
        return folds.Found;
    }

    /// <summary>The post with as many partial sums of a column as there are blocks of rows.</summary>
    Region Recut(Region post, Dim elements)
    {
        if (post.Items.Items.Cast<MapItem>().FirstOrDefault(IsSum) is not { } sum || sum.Axes[0].Extent() is not { IsStatic: true, Fixed: var columns })
            return post;
        var rows = new Dim(elements.PerSample / columns, elements.Fixed / columns);
        var loops = SplitLoops.Of(post);

        // Blocks of whole images, where chunks are made of such.
        var unit = loops.Splits.Select(split => split.Extent.PerSample > 0 ? Math.Max(1, rows.PerSample / split.Extent.PerSample) : 1).DefaultIfEmpty(1).Max();
        if (Repartition.Of(post, loops, new Split(Math.Max(1, BlockRows / unit) * unit, rows)) is not { } recut)
            return post;
        foreach (var slot in post.Touches.Where(touch => touch.IsWrite && touch.Value.Space == Space.Slot))
            slots[slot.Value.Id] = (post.Chunk.End, recut.Chunk.End);
        return recut;
    }

    sealed class FoldFinder : PlanVisitor
    {
        public bool Found { get; private set; }

        public override void Visit(Scalar scalar)
        {
            Found |= scalar is Fold or FoldArgMax;
            base.Visit(scalar);
        }
    }
}
