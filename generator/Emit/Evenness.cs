using Lathe.Generator.Plan;

namespace Lathe.Generator.Emit;

/// <summary>Whether sixteen neighbouring positions along an axis can be computed in lanes: every access must move evenly along it.</summary>
internal sealed class Evenness(int axis)
{
    readonly HashSet<int> seen = [];

    /// <summary>Whether some load moves by one element a position.</summary>
    public bool HasContiguousLoad { get; private set; }

    /// <summary>Whether some load moves by more than one element a position, or backwards.</summary>
    public bool HasStridedLoad { get; private set; }

    public bool Of(Access access)
    {
        if (!IndexVariables.IsEven(access.Offset, axis, out var factor) || !access.Guards.Items.All(IsEven))
            return false;
        HasContiguousLoad |= factor == 1;
        HasStridedLoad |= factor is not (0 or 1);
        return true;
    }

    public bool Of(Expression expression)
    {
        if (!expression.Variables.Contains(axis) || !seen.Add(expression.Id))
            return true;
        return IsEven(expression) && expression.Children.All(Of);
    }

    bool IsEven(Expression expression) => expression.Scalar switch
    {
        Load load => Of(load.Access) && (load.Access.Value.Type != Graph.DType.Float64 || load.Access.Guards.Items.All(guard => !IndexVariables.Uses(guard.Index, axis))),
        Number number => IndexVariables.IsEven(number.Index, axis, out _),
        RandomWord word => !IndexVariables.Uses(word.Sample, axis) && IndexVariables.IsEven(word.Element, axis, out var factor) && factor is 0 or 1,
        Fold fold => fold.Axes.Items.All(IsSteady),
        FoldArgMax fold => fold.Axes.Items.All(IsSteady) && IndexVariables.IsEven(fold.Position, axis, out _),
        _ => true,
    };

    bool IsEven(Guard guard) =>
        IndexVariables.IsEven(guard.Index, axis, out var factor) && factor is 0 or 1 && !IndexVariables.Uses(guard.End, axis);

    bool IsSteady(LoopAxis loop) => !IndexVariables.Uses(loop.Start, axis) && !IndexVariables.Uses(loop.End, axis);
}
