using Lathe.Generator.Ops;

namespace Lathe.Interpreters.Graph;

/// <summary>Operations that move elements.</summary>
internal static class Movements
{
    public static Tensor64 Evaluate(Transpose transpose, TensorMemory memory, Tensor64 input)
    {
        var result = memory.New([.. transpose.Permutation.Items.Select(axis => input.Extents[axis])]);
        Strided.Copy(result.Extents, input.Data, 0, [.. transpose.Permutation.Items.Select(axis => input.Strides[axis])], result.Data, 0, result.Strides);
        return result;
    }

    public static Tensor64 Evaluate(Slice slice, TensorMemory memory, Tensor64 input)
    {
        var result = memory.New(With(input.Extents, slice.Axis, slice.Length));
        var strides = With(input.Strides, slice.Axis, input.Strides[slice.Axis] * slice.Step);
        Strided.Copy(result.Extents, input.Data, slice.Start * input.Strides[slice.Axis], strides, result.Data, 0, result.Strides);
        return result;
    }

    public static Tensor64 Evaluate(Pad pad, TensorMemory memory, Tensor64 input)
    {
        var extent = input.Extents[pad.Axis];
        var result = memory.New(With(input.Extents, pad.Axis, pad.Before + extent + ((extent - 1) * pad.Between) + pad.After));
        Array.Fill(result.Data, pad.Value);
        var strides = With(result.Strides, pad.Axis, result.Strides[pad.Axis] * (pad.Between + 1));
        Strided.Copy(input.Extents, input.Data, 0, input.Strides, result.Data, pad.Before * result.Strides[pad.Axis], strides);
        return result;
    }

    public static Tensor64 Evaluate(Concatenate concatenate, TensorMemory memory, Tensor64[] inputs)
    {
        var axis = concatenate.Axis;
        var result = memory.New(With(inputs[0].Extents, axis, inputs.Sum(input => input.Extents[axis])));
        var start = 0;
        foreach (var input in inputs)
        {
            Strided.Copy(input.Extents, input.Data, 0, input.Strides, result.Data, start * result.Strides[axis], result.Strides);
            start += input.Extents[axis];
        }

        return result;
    }

    public static Tensor64 Evaluate(Gather gather, TensorMemory memory, Tensor64 input)
    {
        var axis = gather.Axis;
        var (extent, inner, count) = (input.Extents[axis], input.Strides[axis], gather.Indices.Count);
        var result = memory.New(With(input.Extents, axis, count));
        for (var block = 0; block < input.Data.Length / (extent * inner); block++)
        {
            for (var output = 0; output < count; output++)
            {
                for (var tap = 0; tap < gather.Indices[output].Count; tap++)
                {
                    var (index, weight) = (gather.Indices[output][tap], gather.Weights[output][tap]);
                    for (var element = 0; index >= 0 && element < inner; element++)
                    {
                        result.Data[(((block * count) + output) * inner) + element] += weight * input.Data[(((block * extent) + index) * inner) + element];
                    }
                }
            }
        }

        return result;
    }

    static int[] With(int[] values, int axis, int value)
    {
        var changed = (int[])values.Clone();
        changed[axis] = value;
        return changed;
    }
}
