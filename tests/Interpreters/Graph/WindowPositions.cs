using Lathe.Generator.Ops;
using Lathe.Generator.Support;

namespace Lathe.Interpreters.Graph;

/// <summary>Where windows have their largest element, and what goes back there.</summary>
internal static class WindowPositions
{
    public static Tensor64 Evaluate(WindowArgMax argMax, TensorMemory memory, Tensor64 input)
    {
        var extents = input.Extents.ToArray();
        foreach (var window in argMax.Axes)
        {
            extents[window.Axis] = window.Starts.Count;
        }

        var result = memory.New(extents);
        ForEachOutput(argMax.Axes, input, result, (output, origin) =>
        {
            var (largest, where) = (double.NaN, -1);
            ForEachCell(argMax.Axes, input, result, output, (offset, cell) =>
            {
                if (where < 0 || input.Data[origin + offset] > largest)
                    (largest, where) = (input.Data[origin + offset], cell);
            });
            result.Data[output] = where;
        });
        return result;
    }

    public static Tensor64 Evaluate(WindowSelect select, TensorMemory memory, Tensor64 positions, Tensor64 values)
    {
        var extents = values.Extents.ToArray();
        for (var index = 0; index < select.Axes.Count; index++)
        {
            extents[select.Axes[index].Axis] = select.Extents[index];
        }

        var result = memory.New(extents);
        ForEachOutput(select.Axes, result, values, (output, origin) =>
        {
            var cell = (int)positions.Data[output];
            var offset = origin;
            for (var index = select.Axes.Count - 1; index >= 0; index--)
            {
                (cell, var along) = Math.DivRem(cell, select.Extents[index]);
                offset += along * result.Strides[select.Axes[index].Axis];
            }

            result.Data[offset] += values.Data[output];
        });
        return result;
    }

    // For every output, its flat position and the offset in the windowed tensor of what the other axes say.
    static void ForEachOutput(EquatableArray<WindowAxis> windows, Tensor64 cells, Tensor64 outputs, Action<int, int> action)
    {
        var isWindowed = Enumerable.Range(0, cells.Rank).Select(axis => windows.Items.Any(window => window.Axis == axis)).ToArray();
        for (var output = 0; output < outputs.Data.Length; output++)
        {
            var (rest, origin) = (output, 0);
            for (var axis = 0; axis < cells.Rank; axis++)
            {
                (var position, rest) = Math.DivRem(rest, outputs.Strides[axis]);
                if (!isWindowed[axis])
                    origin += position * cells.Strides[axis];
            }

            action(output, origin);
        }
    }

    // For every cell of an output's window in row-major order, its offset and its row-major position over the windowed axes.
    static void ForEachCell(EquatableArray<WindowAxis> windows, Tensor64 cells, Tensor64 outputs, int output, Action<int, int> action)
    {
        void Along(int index, int offset, int position)
        {
            if (index == windows.Count)
            {
                action(offset, position);
                return;
            }

            var window = windows[index];
            var along = output / outputs.Strides[window.Axis] % outputs.Extents[window.Axis];
            for (var cell = window.Starts[along]; cell < window.Starts[along] + window.Lengths[along]; cell++)
            {
                Along(index + 1, offset + (cell * cells.Strides[window.Axis]), (position * cells.Extents[window.Axis]) + cell);
            }
        }

        Along(0, 0, 0);
    }
}
