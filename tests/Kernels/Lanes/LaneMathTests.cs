using System.Runtime.InteropServices;

namespace Lathe.Kernels.Tests;

/// <summary>The elementary functions against double precision over dense ranges of bit patterns, at every width.</summary>
public sealed class LaneMathTests
{
    public static TheoryData<string, double> Functions => new()
    {
        { "exponential", 1.0 },
        { "logarithm", 1.0 },
        { "tanh", 2.0 },
        { "logistic", 3.0 },
        { "erf", 1.2 },
        { "sine", 0.51 },
        { "cosine", 0.51 },
        { "reciprocal", 0.5 },
        { "square root", 0.5 },
    };

    [Theory]
    [MemberData(nameof(Functions))]
    public void Error_stays_within_the_documented_bound(string function, double bound)
    {
        var x = EveryExponent();
        var plain = Apply<Lanes128>(function, x);
        Assert.Equal(Bits(plain), Bits(Apply<Lanes256>(function, x)));
        Assert.Equal(Bits(plain), Bits(Apply<Lanes512>(function, x)));
        for (var i = 0; i < x.Length; i++)
        {
            var exact = Exact(function, x[i]);
            var error = UlpError(plain[i], exact);
            Assert.True(error <= bound, $"{function}({x[i]:R}) = {plain[i]:R}, exactly {exact:R}: {error} ulp");
        }
    }

    [Fact]
    public void Power_is_within_its_bound()
    {
        var x = EveryExponent();
        float[] exponents = [-2.5f, -0.75f, -1e-3f, 0.3333f, 0.75f, 1, 2, 3, 17.5f, -41, 1e-20f];
        foreach (var y in exponents)
        {
            var plain = ApplyPower<Lanes128>(x, y);
            Assert.Equal(Bits(plain), Bits(ApplyPower<Lanes256>(x, y)));
            Assert.Equal(Bits(plain), Bits(ApplyPower<Lanes512>(x, y)));
            for (var i = 0; i < x.Length; i++)
            {
                var error = UlpError(plain[i], Math.Pow(x[i], y));
                Assert.True(error <= 0.51, $"pow({x[i]:R}, {y:R}) = {plain[i]:R}, exactly {Math.Pow(x[i], y):R}: {error} ulp");
            }
        }
    }

    [Fact]
    public void Power_has_the_special_values_of_IEEE_754()
    {
        float[] numbers = [0, -0f, 1, -1, 2, -2, 3, -3, 0.5f, -0.5f, float.PositiveInfinity, float.NegativeInfinity, float.NaN, 1e-42f, -1e-42f, float.MaxValue];
        foreach (var y in numbers)
        {
            var x = Enumerable.Range(0, 16).Select(i => numbers[i]).ToArray();
            var result = ApplyPower<Lanes512>(x, y);
            for (var i = 0; i < 16; i++)
            {
                var expected = (float)Math.Pow(x[i], y);
                Assert.True(
                    float.IsNaN(expected) ? float.IsNaN(result[i]) : BitConverter.SingleToInt32Bits(expected) == BitConverter.SingleToInt32Bits(result[i]),
                    $"pow({x[i]:R}, {y:R}) = {result[i]:R}, expected {expected:R}");
            }
        }
    }

    [Fact]
    public void Special_values_pass_through()
    {
        Check("exponential", float.NegativeInfinity, 0);
        Check("exponential", float.PositiveInfinity, float.PositiveInfinity);
        Check("exponential", 0, 1);
        Check("logarithm", 0, float.NegativeInfinity);
        Check("logarithm", -1, float.NaN);
        Check("logarithm", float.PositiveInfinity, float.PositiveInfinity);
        Check("logarithm", 1, 0);
        Check("tanh", float.PositiveInfinity, 1);
        Check("tanh", float.NegativeInfinity, -1);
        Check("tanh", -0f, -0f);
        Check("logistic", float.NegativeInfinity, 0);
        Check("logistic", float.PositiveInfinity, 1);
        Check("erf", float.NegativeInfinity, -1);
        Check("erf", -0f, -0f);
        Check("sine", float.PositiveInfinity, float.NaN);
        Check("cosine", float.NegativeInfinity, float.NaN);
        foreach (var function in Functions)
        {
            Check(function.Data.Item1, float.NaN, float.NaN);
        }
    }

    static void Check(string function, float x, float expected)
    {
        var result = Apply<Lanes512>(function, Enumerable.Repeat(x, 16).ToArray())[7];
        Assert.True(float.IsNaN(expected) ? float.IsNaN(result) : expected == result, $"{function}({x:R}) = {result:R}, expected {expected:R}");
        if (expected == 0)
            Assert.Equal(float.IsNegative(expected), float.IsNegative(result));
    }

    /// <summary>Numbers of every sign and exponent, denormals too, about 400 an exponent; and more where most networks compute.</summary>
    static float[] EveryExponent()
    {
        var numbers = new List<float>();
        for (var bits = 0L; bits <= uint.MaxValue; bits += 20011)
        {
            var number = BitConverter.UInt32BitsToSingle((uint)bits);
            if (float.IsFinite(number))
                numbers.Add(number);
        }

        for (var i = -40000; i < 40000; i++)
        {
            numbers.Add(i / 2500f);
        }

        return [.. numbers.Take(numbers.Count / 16 * 16)];
    }

    static float[] Apply<V>(string function, float[] x)
        where V : struct, ILanes<V>
    {
        var result = new float[x.Length];
        for (nint i = 0; i < x.Length; i += 16)
        {
            var lanes = V.Load(ref MemoryMarshal.GetArrayDataReference(x), i);
            lanes = function switch
            {
                "exponential" => LaneMath.Exponential(lanes),
                "logarithm" => LaneMath.Logarithm(lanes),
                "tanh" => LaneMath.HyperbolicTangent(lanes),
                "logistic" => LaneMath.Logistic(lanes),
                "erf" => LaneMath.ErrorFunction(lanes),
                "sine" => LaneMath.Sine(lanes),
                "cosine" => LaneMath.Cosine(lanes),
                "reciprocal" => LaneMath.Reciprocal(lanes),
                "square root" => V.SquareRoot(lanes),
                _ => throw new ArgumentException(function),
            };
            lanes.Store(ref MemoryMarshal.GetArrayDataReference(result), i);
        }

        return result;
    }

    static float[] ApplyPower<V>(float[] x, float y)
        where V : struct, ILanes<V>
    {
        var result = new float[x.Length];
        for (nint i = 0; i < x.Length; i += 16)
        {
            LaneMath.Power(V.Load(ref MemoryMarshal.GetArrayDataReference(x), i), V.Create(y)).Store(ref MemoryMarshal.GetArrayDataReference(result), i);
        }

        return result;
    }

    static double Exact(string function, double x) => function switch
    {
        "exponential" => Math.Exp(x),
        "logarithm" => Math.Log(x),
        "tanh" => Math.Tanh(x),
        "logistic" => x < -40 ? Math.Exp(x) : 1 / (1 + Math.Exp(-x)),
        "erf" => ErrorFunction(x),
        "sine" => Math.Sin(x),
        "cosine" => Math.Cos(x),
        "reciprocal" => 1 / x,
        "square root" => Math.Sqrt(x),
        _ => throw new ArgumentException(function),
    };

    /// <summary>By its Maclaurin series near zero and by the continued fraction of the complement further out.</summary>
    static double ErrorFunction(double x)
    {
        var magnitude = Math.Abs(x);
        if (magnitude > 6)
            return Math.Sign(x);
        if (magnitude < 2.5)
        {
            var term = x;
            var sum = x;
            for (var n = 1; n < 80; n++)
            {
                term *= -x * x / n;
                sum += term / ((2 * n) + 1);
            }

            return 2 / Math.Sqrt(Math.PI) * sum;
        }

        var fraction = magnitude;
        for (var n = 120; n >= 1; n--)
        {
            fraction = magnitude + (n / 2.0 / fraction);
        }

        return Math.Sign(x) * (1 - (Math.Exp(-x * x) / Math.Sqrt(Math.PI) / fraction));
    }

    /// <summary>The distance in units in the last place that float32 has at the exact result; denormal results count one rounding of their own.</summary>
    static double UlpError(float actual, double exact)
    {
        if (double.IsNaN(exact))
            return float.IsNaN(actual) ? 0 : double.PositiveInfinity;
        var magnitude = Math.Abs(exact);
        if (magnitude >= 3.40282356779733e38)
            return float.IsInfinity(actual) && Math.Sign(actual) == Math.Sign(exact) ? 0 : double.PositiveInfinity;
        var exponent = magnitude < Math.ScaleB(1, -126) ? -126 : Math.ILogB(magnitude);
        var error = Math.Abs(actual - exact) / Math.ScaleB(1, exponent - 23);
        return exponent == -126 ? Math.Max(0, error - 0.5) : error;
    }

    static int[] Bits(float[] numbers) => Array.ConvertAll(numbers, BitConverter.SingleToInt32Bits);
}
