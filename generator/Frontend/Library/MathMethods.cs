using Lathe.Generator.Frontend.Interpretation;
using Lathe.Generator.Frontend.Tensors;

namespace Lathe.Generator.Frontend.Library;

/// <summary>Math and MathF. The functions of single precision are computed in double and rounded once: they are at least as exact as the real ones, and the
/// same on every host.</summary>
internal static class MathMethods
{
    public static object? Call(LibraryCall call)
    {
        if (call.Arguments.Any(argument => argument is ElementValue))
        {
            return call.Interpreter.Elements.Call(call.Site, call.Name, call.Arguments);
        }

        try
        {
            return call.Arguments switch
            {
                [int x] => OfInt(call.Name, x),
                [int x, int y] => OfInts(call.Name, x, y),
                [int x, int low, int high] when call.Name == "Clamp" => (int)Clamp(x, low, high),
                [long x] when call.Name == "Abs" => Math.Abs(x),
                [long x, long y] => OfLongs(call.Name, x, y),
                [decimal x] => OfDecimal(call.Name, x),
                [decimal x, decimal y] => call.Name switch { "Max" => Math.Max(x, y), "Min" => Math.Min(x, y), _ => MemberTable.Unknown },
                [float x] => OfDouble(call.Name, x) is double result ? (float)result : OfDoubleToOther(call.Name, x),
                [double x] => OfDouble(call.Name, x) is double result ? result : OfDoubleToOther(call.Name, x),
                [float x, float y] => OfDoubles(call.Name, x, y) is double result ? (float)result : MemberTable.Unknown,
                [double x, double y] => OfDoubles(call.Name, x, y) is double result ? result : MemberTable.Unknown,
                [float x, int digits] when call.Name == "Round" => Round(x, digits),
                [double x, int digits] when call.Name == "Round" => Math.Round(x, digits),
                [float x, float low, float high] when call.Name == "Clamp" => (float)Clamp(x, low, high),
                [double x, double low, double high] when call.Name == "Clamp" => Clamp(x, low, high),
                _ => MemberTable.Unknown,
            };
        }
        catch (Exception problem) when (problem is OverflowException or DivideByZeroException or ArgumentException)
        {
            throw LibraryCall.Throw(problem.GetType().Name, $"'{call.Name}' of {string.Join(", ", call.Arguments.Select(argument => ValueFormat.Of(argument)))}");
        }
    }

    public static int Log2(int value)
    {
        if (value < 0)
        {
            throw LibraryCall.Throw("ArgumentOutOfRangeException", $"'Log2' of {ValueFormat.Of(value)}");
        }

        var log = 0;
        for (; value > 1; value >>= 1)
        {
            log++;
        }

        return log;
    }

    /// <summary>The logarithm to base 2: that of the number's exponent is exact, and the rest is small.</summary>
    static double Log2(double x)
    {
        if (!(x > 0) || double.IsInfinity(x))
        {
            return Math.Log(x);
        }

        var exponent = Exponent(x);
        var fraction = x * Math.Pow(2, -exponent / 2) * Math.Pow(2, -exponent - (-exponent / 2));
        if (fraction > 1.4142135623730951)
        {
            fraction /= 2;
            exponent++;
        }

        var logarithm = Math.Log(fraction);
        return exponent + ((logarithm * 1.4426950408889634) + (logarithm * 2.0355273740931033e-17));
    }

    /// <summary>The cube root, exact for cubes.</summary>
    static double CubeRoot(double x)
    {
        if (x == 0 || double.IsNaN(x) || double.IsInfinity(x))
        {
            return x;
        }

        var root = Math.Pow(Math.Abs(x), 1.0 / 3);
        root -= ((root * root * root) - Math.Abs(x)) / (3 * root * root);
        return x < 0 ? -root : root;
    }

    static object OfInt(string name, int x) => name switch
    {
        "Abs" => Math.Abs(x),
        "Sign" => Math.Sign(x),
        _ => MemberTable.Unknown,
    };

    static object OfInts(string name, int x, int y) => name switch
    {
        "Max" => Math.Max(x, y),
        "Min" => Math.Min(x, y),
        "DivRem" => new Values.TupleValue(null, [x / y, x % y]),
        "BigMul" => (long)x * y,
        _ => MemberTable.Unknown,
    };

    static object OfLongs(string name, long x, long y) => name switch
    {
        "Max" => Math.Max(x, y),
        "Min" => Math.Min(x, y),
        _ => MemberTable.Unknown,
    };

    static object OfDecimal(string name, decimal x) => name switch
    {
        "Abs" => Math.Abs(x),
        "Round" => Math.Round(x),
        "Floor" => Math.Floor(x),
        "Ceiling" => Math.Ceiling(x),
        "Truncate" => Math.Truncate(x),
        "Sign" => Math.Sign(x),
        _ => MemberTable.Unknown,
    };

    static object OfDoubleToOther(string name, double x) => name switch
    {
        "Sign" => Math.Sign(x),
        "ILogB" => Exponent(x),
        _ => MemberTable.Unknown,
    };

    static double? OfDouble(string name, double x) => name switch
    {
        "Abs" => Math.Abs(x),
        "Sqrt" => Math.Sqrt(x),
        "Cbrt" => CubeRoot(x),
        "Exp" => Math.Exp(x),
        "Log" => Math.Log(x),
        "Log2" => Log2(x),
        "Log10" => Math.Log10(x),
        "Sin" => Math.Sin(x),
        "Cos" => Math.Cos(x),
        "Tan" => Math.Tan(x),
        "Asin" => Math.Asin(x),
        "Acos" => Math.Acos(x),
        "Atan" => Math.Atan(x),
        "Sinh" => Math.Sinh(x),
        "Cosh" => Math.Cosh(x),
        "Tanh" => Math.Tanh(x),
        "Floor" => Math.Floor(x),
        "Ceiling" => Math.Ceiling(x),
        "Round" => Math.Round(x),
        "Truncate" => Math.Truncate(x),
        _ => null,
    };

    static double? OfDoubles(string name, double x, double y) => name switch
    {
        "Max" => Math.Max(x, y),
        "Min" => Math.Min(x, y),
        "Pow" => Math.Pow(x, y),
        "Atan2" => Math.Atan2(x, y),
        "Log" => Math.Log(x, y),
        "IEEERemainder" => Math.IEEERemainder(x, y),
        _ => null,
    };

    /// <summary>Clamps as .NET does: what is not a number stays, and as a bound is none.</summary>
    static double Clamp(double value, double low, double high) =>
        low > high ? throw LibraryCall.Throw("ArgumentException", $"'Clamp' has the lower bound {ValueFormat.Of(low)} above the upper {ValueFormat.Of(high)}")
        : value < low ? low
        : value > high ? high
        : value;

    /// <summary>Rounds to digits in single precision, each step of it.</summary>
    static float Round(float x, int digits)
    {
        if (digits is < 0 or > 6)
        {
            throw LibraryCall.Throw("ArgumentOutOfRangeException", $"'Round' to {digits} digits");
        }

        var power = (float)Math.Pow(10, digits);
        return Math.Abs(x) < 1e8f ? (float)((float)Math.Round((float)(x * power)) / power) : x;
    }

    /// <summary>The exponent of 2, from the bits.</summary>
    static int Exponent(double x)
    {
        if (x == 0 || double.IsNaN(x) || double.IsInfinity(x))
        {
            return x == 0 ? int.MinValue : int.MaxValue;
        }

        var exponent = (int)((BitConverter.DoubleToInt64Bits(x) >> 52) & 0x7FF);
        return exponent > 0 ? exponent - 1023 : Exponent(x * (1L << 52)) - 52;
    }
}
