using System.Runtime.CompilerServices;

namespace Lathe;

/// <summary>How a tensor's elements, row-major as the user sees them, lie in memory: an extent and a stride for each axis in user order. Axes
/// that are neighbours in both are merged, so that an image is the transposition of a matrix and most tensors are one run.</summary>
sealed class TensorLayout
{
    readonly nint[] extents;
    readonly nint[] strides;

    TensorLayout(ReadOnlySpan<int> userExtents, ReadOnlySpan<nint> userStrides)
    {
        var mergedExtents = new List<nint>();
        var mergedStrides = new List<nint>();
        Count = 1;
        for (int i = 0; i < userExtents.Length; i++)
        {
            Count *= userExtents[i];
            if (userExtents[i] == 1)
                continue;
            if (mergedExtents.Count > 0 && mergedStrides[^1] == userStrides[i] * userExtents[i])
            {
                mergedExtents[^1] *= userExtents[i];
                mergedStrides[^1] = userStrides[i];
            }
            else
            {
                mergedExtents.Add(userExtents[i]);
                mergedStrides.Add(userStrides[i]);
            }
        }
        extents = [.. mergedExtents];
        strides = [.. mergedStrides];
    }

    /// <summary>The number of elements.</summary>
    public nint Count { get; }

    /// <summary>A parameter: its extents are split, then memory axis i is split axis <c>permutation[i]</c>.</summary>
    public static TensorLayout OfParameter(ReadOnlySpan<int> split, ReadOnlySpan<int> permutation)
    {
        Span<nint> strides = stackalloc nint[split.Length];
        nint stride = 1;
        for (int i = permutation.Length - 1; i >= 0; i--)
        {
            strides[permutation[i]] = stride;
            stride *= split[permutation[i]];
        }
        return new TensorLayout(split, strides);
    }

    /// <summary>One sample of a tensor: user axis i is memory axis <c>memoryAxes[i]</c>, memory axis 0 being the batch.</summary>
    public static TensorLayout OfSample(ReadOnlySpan<int> shape, ReadOnlySpan<int> memoryAxes)
    {
        Span<int> permutation = stackalloc int[shape.Length];
        for (int i = 0; i < shape.Length; i++)
            permutation[memoryAxes[i] - 1] = i;
        return OfParameter(shape, permutation);
    }

    /// <summary>Elements in user order to memory.</summary>
    public void Scatter(ReadOnlySpan<float> user, Span<float> memory)
    {
        if (IsOneRun)
            user.CopyTo(memory);
        else
            Scatter(ref Unsafe.AsRef(in user[0]), ref memory[0], 0);
    }

    /// <summary>Memory to elements in user order.</summary>
    public void Gather(ReadOnlySpan<float> memory, Span<float> user)
    {
        if (IsOneRun)
            memory.CopyTo(user);
        else
            Gather(ref Unsafe.AsRef(in memory[0]), ref user[0], 0);
    }

    bool IsOneRun => extents.Length == 0 || (extents.Length == 1 && strides[0] == 1);

    ref float Scatter(ref float user, ref float memory, int axis)
    {
        nint extent = extents[axis], stride = strides[axis];
        if (axis < extents.Length - 1)
        {
            for (nint i = 0; i < extent; i++)
                user = ref Scatter(ref user, ref Unsafe.Add(ref memory, i * stride), axis + 1);
            return ref user;
        }
        for (nint i = 0; i < extent; i++)
            Unsafe.Add(ref memory, i * stride) = Unsafe.Add(ref user, i);
        return ref Unsafe.Add(ref user, extent);
    }

    ref float Gather(ref float memory, ref float user, int axis)
    {
        nint extent = extents[axis], stride = strides[axis];
        if (axis < extents.Length - 1)
        {
            for (nint i = 0; i < extent; i++)
                user = ref Gather(ref Unsafe.Add(ref memory, i * stride), ref user, axis + 1);
            return ref user;
        }
        for (nint i = 0; i < extent; i++)
            Unsafe.Add(ref user, i) = Unsafe.Add(ref memory, i * stride);
        return ref Unsafe.Add(ref user, extent);
    }
}
