using System.Globalization;

namespace Lathe.Generator.Emit.Cuda;

/// <summary>Constants as CUDA C writes them, in every culture.</summary>
internal static class CudaLiteral
{
    public static string Of(long value) => value.ToString(CultureInfo.InvariantCulture) + (value is < int.MinValue or > int.MaxValue ? "LL" : "");

    public static string OfFloat(double value)
    {
        var rounded = (float)value;
        if (float.IsNaN(rounded) || float.IsInfinity(rounded))
            return $"float_of(0x{(float.IsNaN(rounded) ? "7fc00000" : rounded > 0 ? "7f800000" : "ff800000")}u)";
        return WithPoint(rounded.ToString("R", CultureInfo.InvariantCulture), rounded) + "f";
    }

    public static string OfDouble(double value) => double.IsNaN(value) || double.IsInfinity(value)
        ? $"(double){OfFloat(value)}"
        : WithPoint(value.ToString("R", CultureInfo.InvariantCulture), value);

    static string WithPoint(string digits, double value)
    {
        var sign = value == 0 && 1 / value < 0 && digits[0] != '-' ? "-" : "";
        return sign + digits + (digits.Any(character => character is '.' or 'E' or 'e') ? "" : ".0");
    }
}
