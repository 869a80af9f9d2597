using System.Runtime.InteropServices;

namespace Lathe.Interpreters.Graph;

/// <summary>Memory for the tensors of one interpreter: what no tensor needs any more serves the next of that size, for touching fresh memory takes longer
/// than most operations.</summary>
internal sealed class TensorMemory
{
    readonly Dictionary<int, Stack<double[]>> free = [];

    // How many tensors share a block. What is not from here is not in it.
    readonly Dictionary<double[], int> shares = [];

    /// <summary>A tensor of zeros.</summary>
    public Tensor64 New(int[] extents)
    {
        var length = extents.Aggregate(1, (product, extent) => checked(product * extent));
        if (free.TryGetValue(length, out var blocks) && blocks.TryPop(out var data))
            Array.Clear(data);
        else
            data = new double[length];
        shares[data] = 1;
        return new(extents, data);
    }

    /// <summary>A tensor of elements that others may have too.</summary>
    public Tensor64 Share(int[] extents, double[] data)
    {
        if (shares.TryGetValue(data, out var count))
            shares[data] = count + 1;
        return new(extents, data);
    }

    /// <summary>Takes back a tensor that is not needed any more.</summary>
    public void Release(Tensor64 tensor)
    {
        if (!shares.TryGetValue(tensor.Data, out var count))
            return;
        if (count > 1)
        {
            shares[tensor.Data] = count - 1;
            return;
        }

        shares.Remove(tensor.Data);
        (CollectionsMarshal.GetValueRefOrAddDefault(free, tensor.Data.Length, out _) ??= []).Push(tensor.Data);
    }
}
