using Lathe.Generator.Ops;

namespace Lathe.Interpreters.Graph;

/// <summary>Maps, in blocks.</summary>
internal static class Elementwise
{
    const int BlockLength = 4096;

    public static Tensor64 Evaluate(Map map, int batch, Tensor64[] inputs)
    {
        var result = new Tensor64(Tensor64.ExtentsOf(map.Shape, batch));
        for (var start = 0; start < result.Data.Length; start += BlockLength)
        {
            var (from, length) = (start, Math.Min(BlockLength, result.Data.Length - start));
            var block = new ScalarBlock(
                batch,
                length,
                position => Broadcast(inputs[position], result, from, length),
                axis => Positions(result, axis, from, length));
            block.Evaluate(map.Expression).AsSpan(0, length).CopyTo(result.Data.AsSpan(start));
        }

        return result;
    }

    static double[] Broadcast(Tensor64 input, Tensor64 result, int start, int length)
    {
        if (input.Extents.AsSpan().SequenceEqual(result.Extents))
            return input.Data.AsSpan(start, length).ToArray();
        var strides = input.Strides.Select((stride, axis) => input.Extents[axis] == 1 ? 0 : stride).ToArray();
        return Walk(result, strides, start, length, offset => input.Data[offset]);
    }

    static double[] Positions(Tensor64 result, int axis, int start, int length)
    {
        var strides = new int[result.Rank];
        strides[axis] = 1;
        return Walk(result, strides, start, length, position => position);
    }

    // The elements from a flat position of the result on, each by its offset under other strides.
    static double[] Walk(Tensor64 result, int[] strides, int start, int length, Func<int, double> element)
    {
        var values = new double[length];
        var position = new int[result.Rank];
        var offset = 0;
        var rest = start;
        for (var axis = 0; axis < result.Rank; axis++)
        {
            (position[axis], rest) = Math.DivRem(rest, result.Strides[axis]);
            offset += position[axis] * strides[axis];
        }

        for (var index = 0; index < length; index++)
        {
            values[index] = element(offset);
            for (var axis = result.Rank - 1; axis >= 0; axis--)
            {
                offset += strides[axis];
                if (++position[axis] < result.Extents[axis])
                    break;
                offset -= strides[axis] * result.Extents[axis];
                position[axis] = 0;
            }
        }

        return values;
    }
}
