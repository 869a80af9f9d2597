using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Lathe.Kernels;

/// <summary>Sixteen lanes in four 128-bit registers, which .NET emulates where there are none: the plain width that works everywhere.</summary>
public partial struct Lanes128 : ILanes<Lanes128>
{
    // Operations read and write fields: constructors and properties would be more methods to inline, and the just-in-time compiler stops inlining into
    // a method that has 512 locals.
    Vector128<float> part0, part1, part2, part3;

    /// <summary>Lanes in registers.</summary>
    /// <param name="part0">Lanes 0 to 3.</param>
    /// <param name="part1">Lanes 4 to 7.</param>
    /// <param name="part2">Lanes 8 to 11.</param>
    /// <param name="part3">Lanes 12 to 15.</param>
    public Lanes128(Vector128<float> part0, Vector128<float> part1, Vector128<float> part2, Vector128<float> part3)
    {
        this.part0 = part0;
        this.part1 = part1;
        this.part2 = part2;
        this.part3 = part3;
    }

    /// <summary>Lanes 0 to 3.</summary>
    public readonly Vector128<float> Part0 => part0;

    /// <summary>Lanes 4 to 7.</summary>
    public readonly Vector128<float> Part1 => part1;

    /// <summary>Lanes 8 to 11.</summary>
    public readonly Vector128<float> Part2 => part2;

    /// <summary>Lanes 12 to 15.</summary>
    public readonly Vector128<float> Part3 => part3;

    /// <inheritdoc/>
    public static Lanes128 Zero => default;

    /// <inheritdoc/>
    public static Lanes128 SequenceInt32
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            Lanes128 result;
            result.part0 = Vector128<int>.Indices.AsSingle();
            result.part1 = (Vector128<int>.Indices + Vector128.Create(4)).AsSingle();
            result.part2 = (Vector128<int>.Indices + Vector128.Create(8)).AsSingle();
            result.part3 = (Vector128<int>.Indices + Vector128.Create(12)).AsSingle();
            return result;
        }
    }

    /// <inheritdoc/>
    public readonly float First
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => part0.ToScalar();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Create(float value)
    {
        Lanes128 result;
        result.part0 = Vector128.Create(value);
        result.part1 = Vector128.Create(value);
        result.part2 = Vector128.Create(value);
        result.part3 = Vector128.Create(value);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 CreateInt32(int value)
    {
        Lanes128 result;
        result.part0 = Vector128.Create(value).AsSingle();
        result.part1 = Vector128.Create(value).AsSingle();
        result.part2 = Vector128.Create(value).AsSingle();
        result.part3 = Vector128.Create(value).AsSingle();
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 FirstLanes(nint count)
    {
        Lanes128 result;
        result.part0 = Vector128.LessThan(Vector128<int>.Indices, Vector128.Create((int)count)).AsSingle();
        result.part1 = Vector128.LessThan(Vector128<int>.Indices, Vector128.Create((int)count - 4)).AsSingle();
        result.part2 = Vector128.LessThan(Vector128<int>.Indices, Vector128.Create((int)count - 8)).AsSingle();
        result.part3 = Vector128.LessThan(Vector128<int>.Indices, Vector128.Create((int)count - 12)).AsSingle();
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Load(ref readonly float source, nint index)
    {
        Lanes128 result;
        result.part0 = Vector128.LoadUnsafe(in source, (nuint)index);
        result.part1 = Vector128.LoadUnsafe(in source, (nuint)(index + 4));
        result.part2 = Vector128.LoadUnsafe(in source, (nuint)(index + 8));
        result.part3 = Vector128.LoadUnsafe(in source, (nuint)(index + 12));
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 LoadPartial(ref readonly float source, nint index, nint count) =>
        count >= ILanes<Lanes128>.Count ? Load(in source, index) : LoadPartial(in source, index, FirstLanes(count));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Lanes128 LoadPartial(ref readonly float source, nint index, Lanes128 first)
    {
        if (!Avx.IsSupported)
            return LaneMemory.LoadFirst(in source, index, first);
        var address = (float*)Unsafe.AsPointer(ref Unsafe.AsRef(in source)) + index;
        Lanes128 result;
        result.part0 = Avx.MaskLoad(address, first.part0);
        result.part1 = Avx.MaskLoad(address + 4, first.part1);
        result.part2 = Avx.MaskLoad(address + 8, first.part2);
        result.part3 = Avx.MaskLoad(address + 12, first.part3);
        return result;
    }

    /// <inheritdoc/>
    public static Lanes128 LoadStrided(ref readonly float source, nint index, nint stride, nint count) =>
        LaneMemory.LoadStrided<Lanes128>(in source, index, stride, count);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(ref float target, nint index)
    {
        part0.StoreUnsafe(ref target, (nuint)index);
        part1.StoreUnsafe(ref target, (nuint)(index + 4));
        part2.StoreUnsafe(ref target, (nuint)(index + 8));
        part3.StoreUnsafe(ref target, (nuint)(index + 12));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void StorePartial(ref float target, nint index, nint count)
    {
        if (count >= ILanes<Lanes128>.Count)
            Store(ref target, index);
        else
            StorePartial(ref target, index, FirstLanes(count));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly unsafe void StorePartial(ref float target, nint index, Lanes128 first)
    {
        if (!Avx.IsSupported)
        {
            LaneMemory.StoreFirst(this, ref target, index, first);
            return;
        }

        var address = (float*)Unsafe.AsPointer(ref target) + index;
        Avx.MaskStore(address, first.part0, part0);
        Avx.MaskStore(address + 4, first.part1, part1);
        Avx.MaskStore(address + 8, first.part2, part2);
        Avx.MaskStore(address + 12, first.part3, part3);
    }

    /// <inheritdoc/>
    public readonly void StoreStrided(ref float target, nint index, nint stride, nint count) =>
        LaneMemory.StoreStrided(this, ref target, index, stride, count);
}
