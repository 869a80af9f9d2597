using Microsoft.CodeAnalysis;

namespace Lathe.Generator.Frontend.Values;

/// <summary>A value of an enumeration.</summary>
internal sealed class EnumValue(INamedTypeSymbol type, object underlying) : IEquatable<EnumValue>
{
    public INamedTypeSymbol Type { get; } = type;

    /// <summary>The number, boxed in the enumeration's underlying type.</summary>
    public object Underlying { get; } = underlying;

    public bool Equals(EnumValue? other) => other is not null && SymbolEqualityComparer.Default.Equals(Type, other.Type) && Underlying.Equals(other.Underlying);

    public override bool Equals(object? obj) => Equals(obj as EnumValue);

    public override int GetHashCode() => Underlying.GetHashCode();

    /// <summary>The member's name; several with a comma between for flags; else the number.</summary>
    public override string ToString()
    {
        var members = Type.GetMembers().OfType<IFieldSymbol>().Where(field => field.HasConstantValue).ToArray();
        if (members.FirstOrDefault(field => Equals(field.ConstantValue, Underlying)) is { } named)
        {
            return named.Name;
        }

        var rest = Convert.ToInt64(Underlying, System.Globalization.CultureInfo.InvariantCulture);
        if (rest > 0 && Type.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "FlagsAttribute"))
        {
            var names = new Stack<string>();
            foreach (var member in members.OrderByDescending(field => Convert.ToInt64(field.ConstantValue, System.Globalization.CultureInfo.InvariantCulture)))
            {
                var bits = Convert.ToInt64(member.ConstantValue, System.Globalization.CultureInfo.InvariantCulture);
                if (bits != 0 && (rest & bits) == bits)
                {
                    rest &= ~bits;
                    names.Push(member.Name);
                }
            }

            if (rest == 0)
            {
                return string.Join(", ", names);
            }
        }

        return Convert.ToString(Underlying, System.Globalization.CultureInfo.InvariantCulture);
    }
}
