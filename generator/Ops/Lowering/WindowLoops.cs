using Lathe.Generator.Graph;
using Lathe.Generator.Plan;
using Lathe.Generator.Support;
using Index = Lathe.Generator.Plan.Index;

namespace Lathe.Generator.Ops.Lowering;

/// <summary>Loops over the cells of one output's window.</summary>
internal sealed class WindowLoops
{
    /// <param name="lowering">Where loop variables come from.</param>
    /// <param name="shape">What the windows lie over.</param>
    /// <param name="windows">The windows, a start and a length for each output.</param>
    /// <param name="output">The output.</param>
    public WindowLoops(ILowering lowering, Shape shape, EquatableArray<WindowAxis> windows, Position output)
    {
        var loops = windows.Items.ToDictionary(window => window.Axis, window =>
        {
            var ends = window.Starts.Items.Zip(window.Lengths.Items, (start, length) => start + length).ToArray();
            return lowering.Axis(
                "k" + AxisNames.Of(shape, window.Axis),
                Entry([.. window.Starts], output[window.Axis]),
                Entry(ends, output[window.Axis]),
                new(0, shape[window.Axis].Value - 1));
        });
        Axes = windows.Items.Select(window => loops[window.Axis]).ToEquatableArray();
        Cell = output.With(shape, axis => loops.TryGetValue(axis, out var loop) ? loop.Variable : output[axis]);
    }

    public EquatableArray<LoopAxis> Axes { get; }

    /// <summary>The cell that the loops are at.</summary>
    public Position Cell { get; }

    /// <summary>Whether a cell belongs to more than one window.</summary>
    public static bool Overlap(EquatableArray<WindowAxis> windows) => windows.Items.Any(window =>
        Enumerable.Range(1, window.Starts.Count - 1).Any(output => window.Starts[output] < window.Starts[output - 1] + window.Lengths[output - 1]));

    /// <summary>Whether windows along an axis are folded to make an element of a node, wherever it may be computed in its reader's place: for a position that the axis
    /// does not have there are no bounds.</summary>
    public static bool LieAlong(int axis, Node node)
    {
        var reached = new HashSet<(Node Node, int? Axis)>();
        var pending = new Stack<(Node Node, int? Axis)>([(node, axis)]);
        while (pending.Count > 0)
        {
            var (next, along) = pending.Pop();
            if (!reached.Add((next, along)))
                continue;
            if (next.Operation is IWindowed windowed && windowed.Windows.Items.Any(window => along is null || window.Axis == along))
                return true;

            // Views have axes of their own.
            if (next.Operation is IElementwise { Kind: not ElementKind.Fold } operation)
            {
                foreach (var input in next.Inputs)
                    pending.Push((input, operation.Kind == ElementKind.View ? null : along));
            }
        }

        return false;
    }

    /// <summary>The row-major position over the windowed axes.</summary>
    public static Index RowMajor(EquatableArray<WindowAxis> windows, Func<int, int> extent, Position cell)
    {
        Index position = 0;
        foreach (var window in windows)
            position = (position * extent(window.Axis)) + cell[window.Axis];
        return position;
    }

    /// <summary>An entry of a table, as a formula where its entries ascend evenly.</summary>
    static Index Entry(IReadOnlyList<int> table, Index position)
    {
        var step = table.Count > 1 ? table[1] - table[0] : 0;
        return Enumerable.Range(0, table.Count).All(entry => table[entry] == table[0] + (entry * step))
            ? (position * step) + table[0]
            : IndexTable.Of(table.ToEquatableArray(), position);
    }
}
