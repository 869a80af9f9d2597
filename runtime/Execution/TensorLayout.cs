using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lathe;

/// <summary>How a tensor's elements, row-major as the user sees them, lie in memory: an extent and a stride for each axis in user order. Axes
/// that are neighbours in both are merged, so that an image is the transposition of a matrix and most tensors are one run.</summary>
sealed class TensorLayout
{
    /// <summary>Elements of a cache line.</summary>
    const nint Line = 16;

    /// <summary>Columns of a matrix that are moved together.</summary>
    const nint ColumnBlock = 64;

    readonly nint[] extents;
    readonly nint[] strides;
    readonly nint[] userStrides;

    /// <summary>The axis along which neighbours are nearest in memory.</summary>
    readonly int near;

    TensorLayout(ReadOnlySpan<int> userExtents, ReadOnlySpan<nint> memoryStrides)
    {
        var mergedExtents = new List<nint>();
        var mergedStrides = new List<nint>();
        Count = 1;
        for (int i = 0; i < userExtents.Length; i++)
        {
            Count *= userExtents[i];
            if (userExtents[i] == 1)
                continue;
            if (mergedExtents.Count > 0 && mergedStrides[^1] == memoryStrides[i] * userExtents[i])
            {
                mergedExtents[^1] *= userExtents[i];
                mergedStrides[^1] = memoryStrides[i];
            }
            else
            {
                mergedExtents.Add(userExtents[i]);
                mergedStrides.Add(memoryStrides[i]);
            }
        }
        extents = [.. mergedExtents];
        strides = [.. mergedStrides];
        userStrides = new nint[extents.Length];
        nint stride = 1;
        for (int i = extents.Length - 1; i >= 0; i--)
        {
            userStrides[i] = stride;
            stride *= extents[i];
            if (strides[i] < strides[near])
                near = i;
        }
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
            Move<Scattering>(ref MemoryMarshal.GetReference(user), ref MemoryMarshal.GetReference(memory));
    }

    /// <summary>Memory to elements in user order.</summary>
    public void Gather(ReadOnlySpan<float> memory, Span<float> user)
    {
        if (IsOneRun)
            memory.CopyTo(user);
        else
            Move<Gathering>(ref MemoryMarshal.GetReference(user), ref MemoryMarshal.GetReference(memory));
    }

    /// <summary>The user's innermost axis, along which neighbours are adjacent for the user.</summary>
    int Last => extents.Length - 1;

    bool IsOneRun => extents.Length == 0 || (extents.Length == 1 && strides[0] == 1);

    /// <summary>Moves all elements. Those that are neighbours in memory are taken together, a cache line of them at a time, though they lie far apart
    /// for the user.</summary>
    void Move<TDirection>(ref float user, ref float memory)
        where TDirection : struct, IDirection
    {
        nint extent = extents[near], line = near == Last ? extent : Line;
        for (nint first = 0; first < extent; first += line)
            Move<TDirection>(ref Unsafe.Add(ref user, first * userStrides[near]), ref Unsafe.Add(ref memory, first * strides[near]), nint.Min(line, extent - first), 0);
    }

    void Move<TDirection>(ref float user, ref float memory, nint count, int axis)
        where TDirection : struct, IDirection
    {
        if (axis == near && axis != Last)
            axis++;
        if (axis == Last)
        {
            MoveMatrix<TDirection>(ref user, ref memory, near == Last ? 1 : count, extents[Last]);
            return;
        }

        for (nint i = 0; i < extents[axis]; i++)
            Move<TDirection>(ref Unsafe.Add(ref user, i * userStrides[axis]), ref Unsafe.Add(ref memory, i * strides[axis]), count, axis + 1);
    }

    /// <summary>Moves a matrix. Its rows are neighbours in memory, the elements of a row neighbours for the user: some columns of all rows come before the
    /// next, so that the cache holds their lines until the last row.</summary>
    void MoveMatrix<TDirection>(ref float user, ref float memory, nint rows, nint columns)
        where TDirection : struct, IDirection
    {
        nint apart = userStrides[near], stride = strides[near], columnStride = strides[Last];
        for (nint first = 0; first < columns; first += ColumnBlock)
        {
            nint end = nint.Min(first + ColumnBlock, columns);
            for (nint row = 0; row < rows; row++)
            {
                ref float from = ref Unsafe.Add(ref user, row * apart), to = ref Unsafe.Add(ref memory, row * stride);
                for (nint column = first; column < end; column++)
                    TDirection.Move(ref Unsafe.Add(ref from, column), ref Unsafe.Add(ref to, column * columnStride));
            }
        }
    }

    /// <summary>Which way elements go.</summary>
    interface IDirection
    {
        static abstract void Move(ref float user, ref float memory);
    }

    readonly struct Scattering : IDirection
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Move(ref float user, ref float memory) => memory = user;
    }

    readonly struct Gathering : IDirection
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Move(ref float user, ref float memory) => user = memory;
    }
}
