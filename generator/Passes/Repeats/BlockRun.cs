namespace Lathe.Generator.Passes.Repeats;

/// <summary>Blocks that a network applies one after the other and that differ in their names alone: the residual blocks of a stage. Only the first and the
/// last few are planned; the plan of those in between is that of their neighbours, by other names.</summary>
/// <param name="names">What stands for the same thing in each block, block after block: the paths of modules, the names of parameters and states.</param>
internal sealed class BlockRun(IReadOnlyList<string[]> names)
{
    /// <summary>Blocks that are planned at each end. What is done with an operation depends on its neighbours, but not on those three blocks away.</summary>
    public const int Kept = 3;

    /// <summary>Blocks below which a run is planned as a whole.</summary>
    public const int Shortest = (2 * Kept) + 2;

    readonly Dictionary<string, (string[] Names, int Block)> blocks = names
        .SelectMany(same => same.Select((name, block) => (name, same, block)))
        .ToDictionary(entry => entry.name, entry => (entry.same, entry.block), StringComparer.Ordinal);

    /// <summary>The number of blocks.</summary>
    public int Count { get; } = names[0].Length;

    /// <summary>The number of blocks in the middle that are not planned.</summary>
    public int LeftOut => Count - (2 * Kept);

    /// <summary>Whether something of that name belongs to a block that is not planned.</summary>
    public bool LeavesOut(string name) => Find(name) is { } found && found.Block >= Kept && found.Block < Kept + LeftOut;

    /// <summary>The block that something of that name belongs to, counting those that are planned; -1 where it belongs to none of them.</summary>
    public int PlaceOf(string name) => Find(name) switch
    {
        { Block: < Kept } first => first.Block,
        { } found when found.Block >= Kept + LeftOut => found.Block - LeftOut,
        _ => -1,
    };

    /// <summary>The name of the same thing so many blocks further on.</summary>
    public string Renamed(string name, int further) =>
        Find(name) is { } found ? found.Names[found.Block + further] + name.Substring(found.Length) : name;

    /// <summary>The longest part of a name, up to one of its separators, that a block knows.</summary>
    (string[] Names, int Block, int Length)? Find(string name)
    {
        for (var length = name.Length; length > 0; length = name.LastIndexOfAny(['.', '/'], length - 1))
        {
            if (blocks.TryGetValue(length == name.Length ? name : name.Substring(0, length), out var found))
                return (found.Names, found.Block, length);
        }

        return null;
    }
}
