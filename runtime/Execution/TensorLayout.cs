using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lathe;

/// <summary>How a tensor's elements, row-major as the user sees them, lie in memory: an extent and a stride for each axis in user order. Axes
/// that are neighbours in both are merged, so that an image is the transposition of a matrix and most tensors are one run.</summary>
sealed class TensorLayout
{
    /// <summary>Elements of a cache line.</summary>
    const int Line = 16;

    /// <summary>Columns of a matrix that are moved together.</summary>
    const int ColumnBlock = 64;

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
            Move<TDirection>(ref Unsafe.Add(ref user, first * userStrides[near]), ref Unsafe.Add(ref memory, first), nint.Min(line, extent - first), 0);
    }

    void Move<TDirection>(ref float user, ref float memory, nint count, int axis)
        where TDirection : struct, IDirection
    {
        if (axis == near && axis != Last)
            axis++;
        if (axis < Last)
        {
            for (nint i = 0; i < extents[axis]; i++)
                Move<TDirection>(ref Unsafe.Add(ref user, i * userStrides[axis]), ref Unsafe.Add(ref memory, i * strides[axis]), count, axis + 1);
        }
        else if (near == Last)
        {
            TDirection.Move(ref user, ref memory, (int)count);
        }
        else
        {
            for (nint first = 0; first < extents[Last]; first += ColumnBlock)
                MoveMatrix<TDirection>(ref Unsafe.Add(ref user, first), ref Unsafe.Add(ref memory, first * strides[Last]), count, nint.Min(ColumnBlock, extents[Last] - first));
        }
    }

    /// <summary>Moves a matrix whose rows are neighbours in memory, and whose columns are neighbours for the user. Where its rows fill a line, it is transposed
    /// in a tile between the two, so that both are touched a run at a time: lines of memory that lie a power of two apart would drive each other out of the cache.</summary>
    [SkipLocalsInit]
    void MoveMatrix<TDirection>(ref float user, ref float memory, nint rows, nint columns)
        where TDirection : struct, IDirection
    {
        nint apart = userStrides[near], columnStride = strides[Last];
        if (rows < Line)
        {
            MoveElements<TDirection>(ref user, apart, ref memory, columnStride, rows, columns);
            return;
        }

        Span<float> lines = stackalloc float[ColumnBlock * Line];
        ref float tile = ref MemoryMarshal.GetReference(lines);
        if (TDirection.ToMemory)
            MoveElements<TDirection>(ref user, apart, ref tile, Line, Line, columns);
        for (nint column = 0; column < columns; column++)
            TDirection.Move(ref Unsafe.Add(ref tile, column * Line), ref Unsafe.Add(ref memory, column * columnStride), Line);
        if (!TDirection.ToMemory)
            MoveElements<TDirection>(ref user, apart, ref tile, Line, Line, columns);
    }

    static void MoveElements<TDirection>(ref float user, nint apart, ref float memory, nint columnStride, nint rows, nint columns)
        where TDirection : struct, IDirection
    {
        for (nint row = 0; row < rows; row++)
        {
            ref float from = ref Unsafe.Add(ref user, row * apart), to = ref Unsafe.Add(ref memory, row);
            for (nint column = 0; column < columns; column++)
                TDirection.Move(ref Unsafe.Add(ref from, column), ref Unsafe.Add(ref to, column * columnStride), 1);
        }
    }

    /// <summary>Which way elements go.</summary>
    interface IDirection
    {
        /// <summary>Whether they go from the user to memory.</summary>
        static abstract bool ToMemory { get; }

        /// <summary>Moves elements that are neighbours for both.</summary>
        static abstract void Move(ref float user, ref float memory, int count);
    }

    readonly struct Scattering : IDirection
    {
        public static bool ToMemory => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Move(ref float user, ref float memory, int count) => Copy(ref user, ref memory, count);
    }

    readonly struct Gathering : IDirection
    {
        public static bool ToMemory => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Move(ref float user, ref float memory, int count) => Copy(ref memory, ref user, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Copy(ref float source, ref float destination, int count) =>
        MemoryMarshal.CreateReadOnlySpan(ref source, count).CopyTo(MemoryMarshal.CreateSpan(ref destination, count));
}
