using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Lathe.Kernels;

/// <summary>Sixteen lanes in two 256-bit registers.</summary>
public partial struct Lanes256 : ILanes<Lanes256>
{
    // Operations read and write fields: constructors and properties would be more methods to inline, and the just-in-time compiler stops inlining into
    // a method that has 512 locals.
    Vector256<float> lower, upper;

    /// <summary>Lanes in registers.</summary>
    /// <param name="lower">Lanes 0 to 7.</param>
    /// <param name="upper">Lanes 8 to 15.</param>
    public Lanes256(Vector256<float> lower, Vector256<float> upper)
    {
        this.lower = lower;
        this.upper = upper;
    }

    /// <summary>Lanes 0 to 7.</summary>
    public readonly Vector256<float> Lower => lower;

    /// <summary>Lanes 8 to 15.</summary>
    public readonly Vector256<float> Upper => upper;

    /// <inheritdoc/>
    public static Lanes256 Zero => default;

    /// <inheritdoc/>
    public static Lanes256 SequenceInt32
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            Lanes256 result;
            result.lower = Vector256<int>.Indices.AsSingle();
            result.upper = (Vector256<int>.Indices + Vector256.Create(8)).AsSingle();
            return result;
        }
    }

    /// <inheritdoc/>
    public readonly float First
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => lower.ToScalar();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Create(float value)
    {
        Lanes256 result;
        result.lower = Vector256.Create(value);
        result.upper = Vector256.Create(value);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 CreateInt32(int value)
    {
        Lanes256 result;
        result.lower = Vector256.Create(value).AsSingle();
        result.upper = Vector256.Create(value).AsSingle();
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 FirstLanes(nint count)
    {
        Lanes256 result;
        result.lower = Vector256.LessThan(Vector256<int>.Indices, Vector256.Create((int)count)).AsSingle();
        result.upper = Vector256.LessThan(Vector256<int>.Indices, Vector256.Create((int)count - 8)).AsSingle();
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Load(ref readonly float source, nint index)
    {
        Lanes256 result;
        result.lower = Vector256.LoadUnsafe(in source, (nuint)index);
        result.upper = Vector256.LoadUnsafe(in source, (nuint)(index + 8));
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 LoadPartial(ref readonly float source, nint index, nint count) =>
        count >= ILanes<Lanes256>.Count ? Load(in source, index) : LoadPartial(in source, index, FirstLanes(count));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Lanes256 LoadPartial(ref readonly float source, nint index, Lanes256 first)
    {
        if (!Avx.IsSupported)
            return LaneMemory.LoadFirst(in source, index, first);
        var address = (float*)Unsafe.AsPointer(ref Unsafe.AsRef(in source)) + index;
        Lanes256 result;
        result.lower = Avx.MaskLoad(address, first.lower);
        result.upper = Avx.MaskLoad(address + 8, first.upper);
        return result;
    }

    /// <inheritdoc/>
    public static Lanes256 LoadStrided(ref readonly float source, nint index, nint stride, nint count) =>
        LaneMemory.LoadStrided<Lanes256>(in source, index, stride, count);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(ref float target, nint index)
    {
        lower.StoreUnsafe(ref target, (nuint)index);
        upper.StoreUnsafe(ref target, (nuint)(index + 8));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void StorePartial(ref float target, nint index, nint count)
    {
        if (count >= ILanes<Lanes256>.Count)
            Store(ref target, index);
        else
            StorePartial(ref target, index, FirstLanes(count));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly unsafe void StorePartial(ref float target, nint index, Lanes256 first)
    {
        if (!Avx.IsSupported)
        {
            LaneMemory.StoreFirst(this, ref target, index, first);
            return;
        }

        var address = (float*)Unsafe.AsPointer(ref target) + index;
        Avx.MaskStore(address, first.lower, lower);
        Avx.MaskStore(address + 8, first.upper, upper);
    }

    /// <inheritdoc/>
    public readonly void StoreStrided(ref float target, nint index, nint stride, nint count) =>
        LaneMemory.StoreStrided(this, ref target, index, stride, count);
}
