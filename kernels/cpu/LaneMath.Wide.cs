using System.Runtime.CompilerServices;

namespace Lathe.Kernels;

/// <content>Functions that compute in double precision, because float32 cannot hold their intermediate results.</content>
public static partial class LaneMath
{
    /// <summary>x to the power y as IEEE 754 has it, within 0.51 ulp.</summary>
    [MethodImpl(Called)]
    public static V Power<V>(V x, V y)
        where V : struct, ILanes<V>
    {
        var one = V.Create(1f);
        var magnitude = V.Absolute(x);
        var logarithm = Log2(V.Widen(magnitude));
        var z = V.Widen(y) * DoubleLanes.Select(
            DoubleLanes.Less(DoubleLanes.Zero, V.Widen(magnitude)), logarithm, DoubleLanes.Create(double.NegativeInfinity));
        var result = V.Narrow(Exp2(DoubleLanes.Minimum(DoubleLanes.Maximum(z, DoubleLanes.Create(-160)), DoubleLanes.Create(160))));

        var whole = V.Equal(V.Floor(y), y);
        var half = y * V.Create(0.5f);
        var odd = whole & ~V.Equal(V.Floor(half), half);
        result |= odd & x & V.CreateInt32(int.MinValue);

        // A negative base has real powers at whole exponents only; minus infinity and minus zero have all.
        var negative = V.Less(x, V.Zero) & V.Less(magnitude, V.Create(float.PositiveInfinity));
        result = V.Select(negative & ~whole, V.Create(float.NaN), result);
        result = V.Select(V.Equal(x, x) & V.Equal(y, y), result, x + y);
        var unitToInfinity = V.Equal(magnitude, one) & V.Equal(V.Absolute(y), V.Create(float.PositiveInfinity));
        return V.Select(V.Equal(x, one) | V.Equal(y, V.Zero) | unitToInfinity, one, result);
    }

    /// <summary>The sine of x radians, within 0.51 ulp.</summary>
    [MethodImpl(Called)]
    public static V Sine<V>(V x)
        where V : struct, ILanes<V> =>
        V.Any(V.Less(V.Create(ReducibleRange), V.Absolute(x))) ? EachLane(x, Math.Sin) : V.Narrow(Circular(V.Widen(x), DoubleLanes.Zero));

    /// <summary>The cosine of x radians, within 0.51 ulp.</summary>
    [MethodImpl(Called)]
    public static V Cosine<V>(V x)
        where V : struct, ILanes<V> =>
        V.Any(V.Less(V.Create(ReducibleRange), V.Absolute(x))) ? EachLane(x, Math.Cos) : V.Narrow(Circular(V.Widen(x), DoubleLanes.Create(1)));

    // Up to here two doubles hold pi/2 precisely enough.
    const float ReducibleRange = 1e6f;

    /// <summary>sin(x + turns * pi/2).</summary>
    static DoubleLanes Circular(DoubleLanes x, DoubleLanes turns)
    {
        var k = DoubleLanes.Floor(DoubleLanes.MultiplyAdd(x, DoubleLanes.Create(2 / Math.PI), DoubleLanes.Create(0.5)));
        var r = DoubleLanes.FusedMultiplyAdd(k, DoubleLanes.Create(-Math.PI / 2), x);
        r = DoubleLanes.MultiplyAdd(k, DoubleLanes.Create(-6.123233995736766e-17), r);
        var square = r * r;

        var sine = DoubleLanes.Create(-1.0 / 39916800);
        sine = DoubleLanes.MultiplyAdd(sine, square, DoubleLanes.Create(1.0 / 362880));
        sine = DoubleLanes.MultiplyAdd(sine, square, DoubleLanes.Create(-1.0 / 5040));
        sine = DoubleLanes.MultiplyAdd(sine, square, DoubleLanes.Create(1.0 / 120));
        sine = DoubleLanes.MultiplyAdd(sine, square, DoubleLanes.Create(-1.0 / 6));
        sine = DoubleLanes.MultiplyAdd(sine * square, r, r);

        var cosine = DoubleLanes.Create(1.0 / 479001600);
        cosine = DoubleLanes.MultiplyAdd(cosine, square, DoubleLanes.Create(-1.0 / 3628800));
        cosine = DoubleLanes.MultiplyAdd(cosine, square, DoubleLanes.Create(1.0 / 40320));
        cosine = DoubleLanes.MultiplyAdd(cosine, square, DoubleLanes.Create(-1.0 / 720));
        cosine = DoubleLanes.MultiplyAdd(cosine, square, DoubleLanes.Create(1.0 / 24));
        cosine = DoubleLanes.MultiplyAdd(cosine, square, DoubleLanes.Create(-0.5));
        cosine = DoubleLanes.MultiplyAdd(cosine, square, DoubleLanes.Create(1));

        var quarter = k + turns;
        quarter -= DoubleLanes.Create(4) * DoubleLanes.Floor(quarter * DoubleLanes.Create(0.25));
        var odd = DoubleLanes.Equal(quarter - (DoubleLanes.Create(2) * DoubleLanes.Floor(quarter * DoubleLanes.Create(0.5))), DoubleLanes.Create(1));
        var value = DoubleLanes.Select(odd, cosine, sine);
        return DoubleLanes.Select(DoubleLanes.Less(quarter, DoubleLanes.Create(2)), value, -value);
    }

    /// <summary>The binary logarithm of positive normal numbers and infinity, with an error below 1e-13.</summary>
    static DoubleLanes Log2(DoubleLanes x)
    {
        var exponent = DoubleLanes.Exponent(x, out var mantissa);
        var high = DoubleLanes.Less(DoubleLanes.Create(1.4142135623730951), mantissa);
        mantissa = DoubleLanes.Select(high, mantissa * DoubleLanes.Create(0.5), mantissa);
        exponent = DoubleLanes.Select(high, exponent + DoubleLanes.Create(1), exponent);

        // log2(m) = 2/ln 2 * artanh((m - 1) / (m + 1)).
        var s = (mantissa - DoubleLanes.Create(1)) / (mantissa + DoubleLanes.Create(1));
        var square = s * s;
        var p = DoubleLanes.Create(1.0 / 15);
        for (var power = 13; power >= 1; power -= 2)
        {
            p = DoubleLanes.MultiplyAdd(p, square, DoubleLanes.Create(1.0 / power));
        }

        var logarithm = DoubleLanes.MultiplyAdd(p * s, DoubleLanes.Create(2.8853900817779268), exponent);
        return DoubleLanes.Select(DoubleLanes.Less(x, DoubleLanes.Create(double.PositiveInfinity)), logarithm, x);
    }

    /// <summary>2 to the power of numbers from -1000 to 1000, with a relative error below 1e-11.</summary>
    static DoubleLanes Exp2(DoubleLanes z)
    {
        var n = DoubleLanes.Floor(z + DoubleLanes.Create(0.5));
        var r = (z - n) * DoubleLanes.Create(0.6931471805599453);

        // The Taylor series, nested: 1 + r/1 (1 + r/2 (1 + r/3 (…))).
        var p = DoubleLanes.Create(1);
        for (var order = 10; order >= 1; order--)
        {
            p = DoubleLanes.MultiplyAdd(p * r, DoubleLanes.Create(1.0 / order), DoubleLanes.Create(1));
        }

        return p * DoubleLanes.PowerOfTwo(n);
    }

    static V EachLane<V>(V x, Func<double, double> function)
        where V : struct, ILanes<V> => V.Narrow(DoubleLanes.Apply(V.Widen(x), function));
}
