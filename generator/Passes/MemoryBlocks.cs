using Lathe.Generator.Graph;
using Lathe.Generator.Plan;

namespace Lathe.Generator.Passes;

/// <summary>Values of the work arena that share one place, one after the other.</summary>
internal sealed class MemoryBlock(Value value, Interval life)
{
    public List<Value> Values { get; } = [value];

    public Interval Life { get; private set; } = life;

    public bool IsBatched => !Values[0].Size.IsStatic;

    public long Bytes => Values.Max(PlanMemory.BytesOf);

    public void Append(Value next, Interval nextLife)
    {
        Values.Add(next);
        Life = new(Life.Min, nextLife.Max);
    }
}

/// <summary>Finds results that can be written over an operand.</summary>
internal static class MemoryBlocks
{
    /// <summary>A block for every value of the work arena that is used.</summary>
    public static IReadOnlyList<MemoryBlock> Of(Schedule schedule, Lifetimes lifetimes)
    {
        var blocks = new List<MemoryBlock>();
        var blockOf = new Dictionary<int, MemoryBlock>();
        var operands = InPlace(schedule, lifetimes);
        foreach (var value in schedule.Values.Items
            .Where(value => value.Space.Arena() == Arena.Work && lifetimes[value] is not null)
            .OrderBy(value => lifetimes[value]!.Value.Min).ThenBy(value => value.Id))
        {
            var life = lifetimes[value]!.Value;
            if (operands.TryGetValue(value.Id, out var candidates) && candidates.FirstOrDefault(operand => IsLast(blockOf[operand.Id], operand)) is { } taken)
            {
                blockOf[taken.Id].Append(value, life);
                blockOf.Add(value.Id, blockOf[taken.Id]);
                continue;
            }

            var block = new MemoryBlock(value, life);
            blocks.Add(block);
            blockOf.Add(value.Id, block);
        }

        return blocks;
    }

    static bool IsLast(MemoryBlock block, Value value) => block.Values[block.Values.Count - 1].Id == value.Id;

    /// <summary>For each result, the operands whose memory it may take.</summary>
    static Dictionary<int, List<Value>> InPlace(Schedule schedule, Lifetimes lifetimes)
    {
        var found = new Dictionary<int, List<Value>>();
        var time = 0;
        foreach (var item in schedule.Phases.Items.SelectMany(phase => phase.Items.Items))
        {
            var touches = item.Touches;
            var ending = new List<Value>();
            foreach (var touch in touches)
            {
                if (!touch.IsWrite && touch.Value.Space is Space.Temporary or Space.Saved && lifetimes[touch.Value]!.Value.Max == time
                    && !ending.Contains(touch.Value) && !lifetimes.IsHeld(touch.Value, time))
                    ending.Add(touch.Value);
            }

            foreach (var store in ending.Count == 0 ? [] : touches)
            {
                if (!store.IsWrite || store.Access is not { Guards.Count: 0 } || lifetimes[store.Value]?.Min != time)
                    continue;
                var candidates = ending.FindAll(value => CanTake(store, value, touches));
                if (candidates.Count > 0)
                    found[store.Value.Id] = candidates;
            }

            time++;
        }

        return found;
    }

    /// <summary>Whether an operand is read nowhere but where its element is replaced, by the loop that replaces it.</summary>
    static bool CanTake(Touch store, Value operand, IReadOnlyList<Touch> touches)
    {
        if (store.Value.Space.Arena() != Arena.Work || store.Value.Space == Space.Slot || operand.Size != store.Value.Size
            || (operand.Type == DType.BFloat16) != (store.Value.Type == DType.BFloat16))
            return false;
        foreach (var touch in touches)
        {
            if (touch.IsWrite && touch.Item == store.Item && touch != store)
                return false;
            if (touch.Value.Id == store.Value.Id && touch.Item < store.Item)
                return false;
            if (touch.Value.Id == operand.Id && (touch.IsWrite || touch.IsFolded || touch.Item != store.Item
                || touch.Access is not { Guards.Count: 0 } access || access.Offset != store.Access!.Offset))
                return false;
        }

        return true;
    }
}
