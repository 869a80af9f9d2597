using System.Globalization;
using Microsoft.CodeAnalysis;

namespace Lathe.Generator.Frontend.Values;

/// <summary>A value of an enumeration.</summary>
internal sealed class EnumValue(INamedTypeSymbol type, object underlying) : IEquatable<EnumValue>, IFormattable
{
    public INamedTypeSymbol Type { get; } = type;

    /// <summary>The number, boxed in the enumeration's underlying type.</summary>
    public object Underlying { get; } = underlying;

    public bool Equals(EnumValue? other) => other is not null && SymbolEqualityComparer.Default.Equals(Type, other.Type) && Underlying.Equals(other.Underlying);

    public override bool Equals(object? obj) => Equals(obj as EnumValue);

    public override int GetHashCode() => Underlying.GetHashCode();

    /// <summary>The number's bits, those of a negative one with its sign to the left.</summary>
    public ulong Bits => BitsOf(Underlying);

    public static ulong BitsOf(object number) => number is ulong bits ? bits : unchecked((ulong)Convert.ToInt64(number, CultureInfo.InvariantCulture));

    public override string ToString() => Text(Type.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "FlagsAttribute"));

    /// <exception cref="FormatException">The format is none of an enumeration's.</exception>
    public string ToString(string? format, IFormatProvider? formatProvider) => format switch
    {
        null or "" or "G" or "g" => ToString(),
        "F" or "f" => Text(isFlags: true),
        "D" or "d" => Number,
        "X" or "x" => Hexadecimal,
        _ => throw new FormatException("An enumeration has the formats G, F, D and X."),
    };

    string Number => Convert.ToString(Underlying, CultureInfo.InvariantCulture);

    string Hexadecimal => Type.EnumUnderlyingType!.SpecialType switch
    {
        SpecialType.System_Byte or SpecialType.System_SByte => ((byte)Bits).ToString("X2", CultureInfo.InvariantCulture),
        SpecialType.System_Int16 or SpecialType.System_UInt16 => ((ushort)Bits).ToString("X4", CultureInfo.InvariantCulture),
        SpecialType.System_Int32 or SpecialType.System_UInt32 => ((uint)Bits).ToString("X8", CultureInfo.InvariantCulture),
        _ => Bits.ToString("X16", CultureInfo.InvariantCulture),
    };

    /// <summary>The member's name; several with a comma between for flags; else the number.</summary>
    string Text(bool isFlags)
    {
        var members = Type.GetMembers().OfType<IFieldSymbol>().Where(field => field.HasConstantValue).ToArray();
        if (members.FirstOrDefault(field => Equals(field.ConstantValue, Underlying)) is { } named)
        {
            return named.Name;
        }

        var rest = Bits;
        if (!isFlags || rest == 0)
        {
            return Number;
        }

        var names = new Stack<string>();
        foreach (var member in members.OrderByDescending(field => BitsOf(field.ConstantValue!)))
        {
            var bits = BitsOf(member.ConstantValue!);
            if (bits != 0 && (rest & bits) == bits)
            {
                rest &= ~bits;
                names.Push(member.Name);
            }
        }

        return rest == 0 ? string.Join(", ", names) : Number;
    }
}
