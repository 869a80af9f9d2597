using System.Runtime.CompilerServices;

namespace Lathe.Kernels;

/// <summary>Elementary functions on lanes. The same bits come out at every vector width, because every operation is correctly rounded and in one
/// order; the error bounds, in units in the last place of the exact result, are tested over the whole range, with and without fused multiply-add.</summary>
public static partial class LaneMath
{
    // Kernels call the functions: a few of them inlined would have more locals than the just-in-time compiler inlines into a method, and what it leaves
    // out then takes ten times as long.
    const MethodImplOptions Called = MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining;

    // ln 2 in two parts: the first has ten bits, so that its products with exponents are exact.
    const float LogTwoHigh = 355f / 512f;
    const float LogTwoLow = -2.12194440e-4f;

    /// <summary>e to the power x, within 1 ulp; denormal results are rounded once more.</summary>
    [MethodImpl(Called)]
    public static V Exponential<V>(V x)
        where V : struct, ILanes<V> => InlinedExponential(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V InlinedExponential<V>(V x)
        where V : struct, ILanes<V>
    {
        // Beyond these ends the result is zero or infinite anyway; NaN passes through.
        var t = V.AtMost(V.AtLeast(x, V.Create(-104f)), V.Create(89f));
        var n = V.Floor(V.MultiplyAdd(t, V.Create(1.44269504f), V.Create(0.5f)));
        var r = V.MultiplyAdd(n, V.Create(-LogTwoHigh), t);
        r = V.MultiplyAdd(n, V.Create(-LogTwoLow), r);
        var p = V.Create(0.000198910173f);
        p = V.MultiplyAdd(p, r, V.Create(0.00139336742f));
        p = V.MultiplyAdd(p, r, V.Create(0.00833331048f));
        p = V.MultiplyAdd(p, r, V.Create(0.041666463f));
        p = V.MultiplyAdd(p, r, V.Create(0.166666672f));
        p = V.MultiplyAdd(p, r, V.Create(0.5f));
        p = V.MultiplyAdd(p, r * r, r) + V.Create(1f);
        return V.ScaleB(p, n);
    }

    /// <summary>The natural logarithm, within 1 ulp; -infinity at zero, NaN below.</summary>
    [MethodImpl(Called)]
    public static V Logarithm<V>(V x)
        where V : struct, ILanes<V>
    {
        const int RootHalf = 0x3F3504F3;
        var tiny = V.Less(x, V.Create(1.17549435e-38f));
        var bits = V.SubtractInt32(V.Select(tiny, x * V.Create(8388608f), x), V.CreateInt32(RootHalf));

        // x = m * 2^e with m from sqrt(1/2) to sqrt(2). The bias keeps the shifted number positive.
        var e = V.Int32ToFloat(V.SubtractInt32(V.ShiftRight(V.AddInt32(bits, V.CreateInt32(128 << 23)), 23), V.CreateInt32(128)));
        e -= V.Select(tiny, V.Create(23f), V.Zero);
        var f = V.AddInt32(bits & V.CreateInt32(0x007F_FFFF), V.CreateInt32(RootHalf)) - V.Create(1f);

        var p = V.Create(0.0697168112f);
        p = V.MultiplyAdd(p, f, V.Create(-0.114798367f));
        p = V.MultiplyAdd(p, f, V.Create(0.116854429f));
        p = V.MultiplyAdd(p, f, V.Create(-0.12425676f));
        p = V.MultiplyAdd(p, f, V.Create(0.142490536f));
        p = V.MultiplyAdd(p, f, V.Create(-0.166678026f));
        p = V.MultiplyAdd(p, f, V.Create(0.200007156f));
        p = V.MultiplyAdd(p, f, V.Create(-0.24999997f));
        p = V.MultiplyAdd(p, f, V.Create(0.333333313f));
        var square = f * f;
        var y = V.MultiplyAdd(e, V.Create(LogTwoLow), f * square * p);
        y = V.MultiplyAdd(square, V.Create(-0.5f), y);
        y = V.MultiplyAdd(e, V.Create(LogTwoHigh), f + y);

        y = V.Select(V.Less(x, V.Create(float.PositiveInfinity)), y, x);
        y = V.Select(V.Less(x, V.Zero), V.Create(float.NaN), y);
        return V.Select(V.Equal(x, V.Zero), V.Create(float.NegativeInfinity), y);
    }

    /// <summary>The hyperbolic tangent, within 2 ulp.</summary>
    [MethodImpl(Called)]
    public static V HyperbolicTangent<V>(V x)
        where V : struct, ILanes<V>
    {
        var magnitude = V.Absolute(x);
        var square = x * x;
        var p = V.Create(0.00229180953f);
        p = V.MultiplyAdd(p, square, V.Create(-0.00834311917f));
        p = V.MultiplyAdd(p, square, V.Create(0.0217686668f));
        p = V.MultiplyAdd(p, square, V.Create(-0.0539592281f));
        p = V.MultiplyAdd(p, square, V.Create(0.133333027f));
        p = V.MultiplyAdd(p, square, V.Create(-0.333333343f));
        var near = V.MultiplyAdd(p * square, x, x);
        var far = V.Create(1f) - (V.Create(2f) / (InlinedExponential(magnitude + magnitude) + V.Create(1f)));
        return CopySign(V.Select(V.Less(magnitude, V.Create(0.625f)), near, far), x);
    }

    /// <summary>1 / (1 + exp(-x)) without overflow, within 3 ulp.</summary>
    [MethodImpl(Called)]
    public static V Logistic<V>(V x)
        where V : struct, ILanes<V>
    {
        var e = InlinedExponential(-V.Absolute(x));
        return V.Select(V.Less(x, V.Zero), e, V.Create(1f)) / (V.Create(1f) + e);
    }

    /// <summary>The Gauss error function, within 1.2 ulp.</summary>
    [MethodImpl(Called)]
    public static V ErrorFunction<V>(V x)
        where V : struct, ILanes<V>
    {
        var square = x * x;
        var p = V.Create(7.85386146e-05f);
        p = V.MultiplyAdd(p, square, V.Create(-0.00080101937f));
        p = V.MultiplyAdd(p, square, V.Create(0.00518832775f));
        p = V.MultiplyAdd(p, square, V.Create(-0.0268538129f));
        p = V.MultiplyAdd(p, square, V.Create(0.112835854f));
        p = V.MultiplyAdd(p, square, V.Create(-0.37612626f));
        p = V.MultiplyAdd(p, square, V.Create(0.128379166f));
        var near = V.MultiplyAdd(p, x, x);

        // Further out: 1 - 2^q, where q is the binary logarithm of the complement; from 4 on the result is 1. The complement is at most 0.16, so that
        // its power of two may be less exact than the result, and it is a normal number.
        var magnitude = V.Absolute(x);
        var t = V.AtMost(magnitude, V.Create(4f));
        var q = V.Create(0.000267726689f);
        q = V.MultiplyAdd(q, t, V.Create(-0.00424095709f));
        q = V.MultiplyAdd(q, t, V.Create(0.0314584337f));
        q = V.MultiplyAdd(q, t, V.Create(-0.148651496f));
        q = V.MultiplyAdd(q, t, V.Create(-0.920765042f));
        q = V.MultiplyAdd(q, t, V.Create(-1.62597501f));
        q = V.MultiplyAdd(q, t, V.Create(-0.000510309357f));
        var n = V.Floor(q + V.Create(0.5f));
        var r = q - n;
        var power = V.Create(0.00134072686f);
        power = V.MultiplyAdd(power, r, V.Create(0.00967188273f));
        power = V.MultiplyAdd(power, r, V.Create(0.055503089f));
        power = V.MultiplyAdd(power, r, V.Create(0.24022229f));
        power = V.MultiplyAdd(power, r, V.Create(0.693147302f));
        power = V.MultiplyAdd(power, r, V.Create(1f));
        var far = V.Create(1f) - V.AddInt32(power, V.ShiftLeft(V.FloatToInt32(n), 23));
        return V.Select(V.Less(magnitude, V.Create(1f)), near, CopySign(far, x));
    }

    /// <summary>1 / x, correctly rounded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Reciprocal<V>(V x)
        where V : struct, ILanes<V> => V.Create(1f) / x;

    /// <summary><see cref="ILanes{TSelf}.ScaleB"/> where there is no instruction for it: two factors, because the power itself need not be a normal number.
    /// The first product is exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V ScaleByFactors<V>(V x, V exponent)
        where V : struct, ILanes<V>
    {
        var half = V.Floor(exponent * V.Create(0.5f));
        return x * PowerOfTwo(half) * PowerOfTwo(exponent - half);
    }

    /// <summary>2 to the power of whole numbers from -126 to 127.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V PowerOfTwo<V>(V exponent)
        where V : struct, ILanes<V> => V.ShiftLeft(V.AddInt32(V.FloatToInt32(exponent), V.CreateInt32(127)), 23);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V CopySign<V>(V magnitude, V sign)
        where V : struct, ILanes<V> => magnitude | (sign & V.CreateInt32(int.MinValue));
}
