using System.Globalization;
using System.Text;

namespace Lathe.Generator.Emit;

/// <summary>The 64-bit FNV-1a hash of a text: the same in every process and on every machine.</summary>
internal static class StableHash
{
    public static ulong Of(string text)
    {
        var hash = 0xCBF29CE484222325;
        foreach (var octet in Encoding.UTF8.GetBytes(text))
        {
            hash = unchecked((hash ^ octet) * 0x100000001B3);
        }

        return hash;
    }

    /// <summary>The first hexadecimal digits of a hash.</summary>
    public static string Text(ulong hash, int digits) => hash.ToString("x16", CultureInfo.InvariantCulture).Substring(0, Math.Min(digits, 16));
}
