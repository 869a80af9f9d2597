using Lathe.Generator.Ops;

namespace Lathe.Interpreters.Graph;

/// <summary>Maps, in blocks.</summary>
internal static class Elementwise
{
    const int BlockLength = 4096;

    public static Tensor64 Evaluate(Map map, int batch, TensorMemory memory, Tensor64[] inputs)
    {
        var result = memory.New(Tensor64.ExtentsOf(map.Shape, batch));
        var block = new ScalarBlock(
            batch,
            BlockLength,
            (position, start, target) => Broadcast(inputs[position], result, start, target),
            (axis, start, target) => Positions(result, axis, start, target));
        for (var start = 0; start < result.Data.Length; start += BlockLength)
            block.Evaluate(map.Expression, start, result.Data.AsSpan(start, Math.Min(BlockLength, result.Data.Length - start)));
        return result;
    }

    static void Broadcast(Tensor64 input, Tensor64 result, int start, Span<double> target)
    {
        if (input.Extents.AsSpan().SequenceEqual(result.Extents))
        {
            input.Data.AsSpan(start, target.Length).CopyTo(target);
            return;
        }

        int[] strides = [.. input.Strides.Select((stride, axis) => input.Extents[axis] == 1 ? 0 : stride)];
        Walk(result, strides, start, target, input.Data);
    }

    static void Positions(Tensor64 result, int axis, int start, Span<double> target)
    {
        var strides = new int[result.Rank];
        strides[axis] = 1;
        Walk(result, strides, start, target, elements: null);
    }

    // From a flat position of the result on, the elements that other strides lead to; without any, their offsets. One run along the last axis after the other.
    static void Walk(Tensor64 result, int[] strides, int start, Span<double> target, double[]? elements)
    {
        var last = Math.Max(0, Array.FindLastIndex(result.Extents, extent => extent > 1));
        var step = strides[last];
        var position = new int[result.Rank];
        var (offset, rest) = (0, start);
        for (var axis = 0; axis < result.Rank; axis++)
        {
            (position[axis], rest) = Math.DivRem(rest, result.Strides[axis]);
            offset += position[axis] * strides[axis];
        }

        while (target.Length > 0)
        {
            var run = target[..Math.Min(target.Length, result.Extents[last] - position[last])];
            if (step == 0)
                run.Fill(elements is null ? offset : elements[offset]);
            else if (step == 1 && elements is not null)
                elements.AsSpan(offset, run.Length).CopyTo(run);
            else
                Stepped(run, offset, step, elements);
            target = target[run.Length..];
            (offset, position[last]) = (offset + (run.Length * step), position[last] + run.Length);
            for (var axis = last; axis > 0 && position[axis] == result.Extents[axis]; axis--)
            {
                offset += strides[axis - 1] - (strides[axis] * result.Extents[axis]);
                (position[axis], position[axis - 1]) = (0, position[axis - 1] + 1);
            }
        }
    }

    static void Stepped(Span<double> run, int offset, int step, double[]? elements)
    {
        for (var index = 0; index < run.Length; index++)
        {
            var at = offset + (index * step);
            run[index] = elements is null ? at : elements[at];
        }
    }
}
