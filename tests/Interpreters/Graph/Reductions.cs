using Lathe.Generator.Ops;

namespace Lathe.Interpreters.Graph;

/// <summary>Folds over whole axes and over windows.</summary>
internal static class Reductions
{
    public static Tensor64 Evaluate(Reduce reduce, TensorMemory memory, Tensor64 input)
    {
        var result = memory.New([.. input.Extents.Select((extent, axis) => reduce.Axes.Items.Contains(axis) ? 1 : extent)]);
        Array.Fill(result.Data, Neutral(reduce.Kind));
        var strides = result.Strides.Select((stride, axis) => reduce.Axes.Items.Contains(axis) ? 0 : stride).ToArray();
        var (length, step) = input.Rank == 0 ? (1, 0) : (input.Extents[^1], strides[^1]);
        Strided.ForEachRow(input.Extents, [input.Strides, strides], [0, 0], offsets =>
        {
            var (from, to) = (offsets[0], offsets[1]);
            for (var index = 0; index < length; index++)
            {
                result.Data[to + (index * step)] = Fold(reduce.Kind, result.Data[to + (index * step)], input.Data[from + index]);
            }
        });
        return result;
    }

    public static Tensor64 Evaluate(ArgMax argMax, TensorMemory memory, Tensor64 input)
    {
        var axis = argMax.Axis;
        var (extent, inner) = (input.Extents[axis], input.Strides[axis]);
        var result = memory.New([.. input.Extents.Select((each, index) => index == axis ? 1 : each)]);
        for (var position = 0; position < result.Data.Length; position++)
        {
            var start = (position / inner * inner * extent) + (position % inner);
            for (var candidate = 1; candidate < extent; candidate++)
            {
                if (input.Data[start + (candidate * inner)] > input.Data[start + ((int)result.Data[position] * inner)])
                    result.Data[position] = candidate;
            }
        }

        return result;
    }

    /// <summary>Windows over several axes, one axis after the other.</summary>
    public static Tensor64 Evaluate(WindowReduce reduce, TensorMemory memory, Tensor64 input) =>
        reduce.Axes.Items.Aggregate(input, (tensor, window) =>
        {
            var result = AlongAxis(reduce.Kind, window, memory, tensor);
            if (tensor != input)
                memory.Release(tensor);
            return result;
        });

    static Tensor64 AlongAxis(ReduceKind kind, WindowAxis window, TensorMemory memory, Tensor64 input)
    {
        var axis = window.Axis;
        var (extent, inner) = (input.Extents[axis], input.Strides[axis]);
        var outer = input.Data.Length / (extent * inner);
        var result = memory.New([.. input.Extents.Select((each, index) => index == axis ? window.Starts.Count : each)]);
        Array.Fill(result.Data, Neutral(kind));
        for (var block = 0; block < outer; block++)
        {
            for (var output = 0; output < window.Starts.Count; output++)
            {
                var to = ((block * window.Starts.Count) + output) * inner;
                for (var cell = window.Starts[output]; cell < window.Starts[output] + window.Lengths[output]; cell++)
                {
                    var from = ((block * extent) + cell) * inner;
                    for (var index = 0; index < inner; index++)
                    {
                        result.Data[to + index] = Fold(kind, result.Data[to + index], input.Data[from + index]);
                    }
                }
            }
        }

        return result;
    }

    static double Neutral(ReduceKind kind) => kind switch
    {
        ReduceKind.Maximum => double.NegativeInfinity,
        ReduceKind.Minimum => double.PositiveInfinity,
        _ => 0,
    };

    static double Fold(ReduceKind kind, double left, double right) => kind switch
    {
        ReduceKind.Maximum => Math.Max(left, right),
        ReduceKind.Minimum => Math.Min(left, right),
        _ => left + right,
    };
}
