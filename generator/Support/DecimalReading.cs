using System.Globalization;

namespace Lathe.Generator.Support;

/// <summary>Numbers of declarations as they were written.</summary>
internal static class DecimalReading
{
    /// <summary>A number as the double that its shortest decimal names: 0.1f is 0.1, not 0.10000000149. In float32 nothing changes; graphs that are
    /// evaluated in float64 compute with the number that was meant.</summary>
    public static double Of(object? number) => number is float single
        ? double.Parse(single.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
        : Convert.ToDouble(number, CultureInfo.InvariantCulture);
}
