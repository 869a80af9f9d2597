using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Lathe.Kernels;

/// <summary>Sixteen lanes in one 512-bit register.</summary>
public partial struct Lanes512 : ILanes<Lanes512>
{
    // Operations read and write fields: constructors and properties would be more methods to inline, and the just-in-time compiler stops inlining into
    // a method that has 512 locals.
    Vector512<float> value;

    /// <summary>Lanes in a register.</summary>
    /// <param name="value">The register.</param>
    public Lanes512(Vector512<float> value)
    {
        this.value = value;
    }

    /// <summary>The register.</summary>
    public readonly Vector512<float> Value => value;

    /// <inheritdoc/>
    public static Lanes512 Zero => default;

    /// <inheritdoc/>
    public static Lanes512 SequenceInt32
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            Lanes512 result;
            result.value = Vector512<int>.Indices.AsSingle();
            return result;
        }
    }

    /// <inheritdoc/>
    public readonly float First
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => value.ToScalar();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Create(float value)
    {
        Lanes512 result;
        result.value = Vector512.Create(value);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 CreateInt32(int value)
    {
        Lanes512 result;
        result.value = Vector512.Create(value).AsSingle();
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 FirstLanes(nint count)
    {
        Lanes512 result;
        result.value = Vector512.LessThan(Vector512<int>.Indices, Vector512.Create((int)count)).AsSingle();
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Load(ref readonly float source, nint index)
    {
        Lanes512 result;
        result.value = Vector512.LoadUnsafe(in source, (nuint)index);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 LoadPartial(ref readonly float source, nint index, nint count) =>
        count >= ILanes<Lanes512>.Count ? Load(in source, index) : LoadPartial(in source, index, FirstLanes(count));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Lanes512 LoadPartial(ref readonly float source, nint index, Lanes512 first)
    {
        if (!Avx512F.IsSupported)
            return LaneMemory.LoadFirst(in source, index, first);
        Lanes512 result;
        result.value = Avx512F.MaskLoad((float*)Unsafe.AsPointer(ref Unsafe.AsRef(in source)) + index, first.value, Vector512<float>.Zero);
        return result;
    }

    /// <inheritdoc/>
    public static Lanes512 LoadStrided(ref readonly float source, nint index, nint stride, nint count) =>
        LaneMemory.LoadStrided<Lanes512>(in source, index, stride, count);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(ref float target, nint index) => Value.StoreUnsafe(ref target, (nuint)index);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void StorePartial(ref float target, nint index, nint count)
    {
        if (count >= ILanes<Lanes512>.Count)
            Store(ref target, index);
        else
            StorePartial(ref target, index, FirstLanes(count));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly unsafe void StorePartial(ref float target, nint index, Lanes512 first)
    {
        if (Avx512F.IsSupported)
            Avx512F.MaskStore((float*)Unsafe.AsPointer(ref target) + index, first.value, value);
        else
            LaneMemory.StoreFirst(this, ref target, index, first);
    }

    /// <inheritdoc/>
    public readonly void StoreStrided(ref float target, nint index, nint stride, nint count) =>
        LaneMemory.StoreStrided(this, ref target, index, stride, count);
}
