using Lathe.Generator.Support;

namespace Lathe.Generator.Plan;

/// <summary>Two nests of loops that visit the same positions in the same order, as one: where one nest runs along neighbouring axes as along one
/// and the other does not, that axis is taken apart.</summary>
/// <param name="Axes">The loops of both.</param>
/// <param name="First">What the first nest's variables are in them.</param>
/// <param name="Second">What the second nest's variables are in them.</param>
internal sealed record LoopAlignment(EquatableArray<LoopAxis> Axes, Substitution First, Substitution Second)
{
    /// <summary>The common loops; null where there are none.</summary>
    /// <param name="first">Outermost first.</param>
    /// <param name="second">Outermost first, with other variables.</param>
    /// <param name="free">A number from which on variables are free; it advances.</param>
    public static LoopAlignment? Of(EquatableArray<LoopAxis> first, EquatableArray<LoopAxis> second, ref int free)
    {
        if (DependsOnItself(first) || DependsOnItself(second))
            return null;
        var (left, right) = (new Nest(first), new Nest(second));
        var axes = new List<LoopAxis>();
        while (left.Innermost is { } x && right.Innermost is { } y)
        {
            var inner = AreSame(x, y) || right.IsPartOf(x) ? right : left.IsPartOf(y) ? left : null;
            if (inner is null)
                return null;
            var axis = inner.Innermost!;
            left.Take(axis, ref free);
            right.Take(axis, ref free);
            axes.Insert(0, axis);
        }

        return left.Innermost is null && right.Innermost is null ? new(axes.ToEquatableArray(), left.Substitution, right.Substitution) : null;
    }

    static bool DependsOnItself(EquatableArray<LoopAxis> axes) =>
        axes.Items.Any(axis => axes.Items.Any(other => axis.Start.Uses(other.Id) || axis.End.Uses(other.Id)));

    static bool AreSame(LoopAxis x, LoopAxis y) => AffineIndex.AreEqual(x.Start, y.Start) && AffineIndex.AreEqual(x.End, y.End);

    /// <summary>What is left of a nest while it is taken apart from the inside.</summary>
    sealed class Nest(EquatableArray<LoopAxis> axes)
    {
        readonly Stack<LoopAxis> remaining = new(axes.Items);
        readonly Dictionary<int, Index> replaced = [];

        public LoopAxis? Innermost => remaining.Count > 0 ? remaining.Peek() : null;

        public Substitution Substitution => new(replaced);

        /// <summary>Whether an axis runs along this nest's innermost one and along others outside of that.</summary>
        public bool IsPartOf(LoopAxis axis) => Innermost is { IsWhole: true } inner && inner.Extent() is { IsStatic: true, Fixed: > 1 } extent
            && AffineIndex.Quotient(axis.Start, extent.Fixed) is not null && AffineIndex.Quotient(axis.End, extent.Fixed) is not null;

        /// <summary>Takes an axis off the inside, whole or as a part of the innermost one.</summary>
        public void Take(LoopAxis axis, ref int free)
        {
            var innermost = remaining.Pop();
            if (AreSame(innermost, axis))
            {
                Replace(innermost.Id, axis.Variable);
                return;
            }

            var extent = axis.Extent().Fixed;
            var name = innermost.Name.EndsWith(axis.Name, StringComparison.Ordinal) ? innermost.Name.Substring(0, innermost.Name.Length - axis.Name.Length) : "";
            var outer = new LoopAxis(
                free++, name.Length > 0 ? name : innermost.Name,
                AffineIndex.Quotient(innermost.Start, extent)!, AffineIndex.Quotient(innermost.End, extent)!);
            Replace(innermost.Id, (outer.Variable * extent) + axis.Variable);
            remaining.Push(outer);
        }

        void Replace(int variable, Index index)
        {
            var substitution = new Substitution(new Dictionary<int, Index> { [variable] = index });
            foreach (var known in replaced.Keys.ToArray())
                replaced[known] = substitution.Rewrite(replaced[known]);
            if (index is not IndexVariable { Axis: var same } || same != variable)
                replaced[variable] = index;
        }
    }
}
