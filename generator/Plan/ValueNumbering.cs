namespace Lathe.Generator.Plan;

/// <summary>Numbers values and loop variables as they occur, so that items are equal that do the same to other values.</summary>
internal sealed class ValueNumbering : PlanRewriter
{
    readonly Dictionary<int, Value> numbered = [];
    readonly Dictionary<int, int> axes = [];
    readonly List<Value> values = [];

    /// <summary>The values by their numbers.</summary>
    public IReadOnlyList<Value> Values => values;

    /// <summary>What is left of a value is what it is made of, and whether it is a worker's own.</summary>
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
