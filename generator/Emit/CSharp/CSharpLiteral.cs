using System.Globalization;
using System.Text;

namespace Lathe.Generator.Emit.CSharp;

/// <summary>Constants as C# writes them, in every culture.</summary>
internal static class CSharpLiteral
{
    public static string Of(long value) => value.ToString(CultureInfo.InvariantCulture);

    public static string OfFloat(double value)
    {
        var rounded = (float)value;
        return rounded switch
        {
            _ when float.IsNaN(rounded) => "float.NaN",
            float.PositiveInfinity => "float.PositiveInfinity",
            float.NegativeInfinity => "float.NegativeInfinity",
            0 when 1 / value < 0 => "-0f",
            _ => rounded.ToString("R", CultureInfo.InvariantCulture) + "f",
        };
    }

    public static string OfDouble(double value) => value switch
    {
        _ when double.IsNaN(value) => "double.NaN",
        double.PositiveInfinity => "double.PositiveInfinity",
        double.NegativeInfinity => "double.NegativeInfinity",
        0 when 1 / value < 0 => "-0.0",
        _ when value == Math.Floor(value) && Math.Abs(value) < 1e15 => value.ToString("F0", CultureInfo.InvariantCulture) + ".0",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    public static string Of(string text)
    {
        var literal = new StringBuilder("\"");
        foreach (var character in text)
        {
            if (character is '"' or '\\')
                literal.Append('\\').Append(character);
            else if (char.IsControl(character))
                literal.Append("\\u").Append(((int)character).ToString("x4", CultureInfo.InvariantCulture));
            else
                literal.Append(character);
        }

        return literal.Append('"').ToString();
    }

    public static string Of(bool value) => value ? "true" : "false";
}
