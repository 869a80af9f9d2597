using Microsoft.CodeAnalysis;

namespace Lathe.Generator.Frontend.Values;

/// <summary>A value tuple.</summary>
internal sealed class TupleValue(INamedTypeSymbol? type, object?[] items) : IFreezable
{
    /// <summary>The type with its element names; null where only the elements are known.</summary>
    public INamedTypeSymbol? Type { get; } = type;

    public object?[] Items { get; } = items;

    public bool IsFrozen { get; private set; }

    /// <summary>Whether it lies in a box, which is not copied.</summary>
    public bool IsBoxed { get; private init; }

    public TupleValue Clone(bool isBoxed = false) => new(Type, [.. Items.Select(Copy.OfStruct)]) { IsBoxed = isBoxed };

    public void Freeze()
    {
        if (!IsFrozen)
        {
            IsFrozen = true;
            foreach (var item in Items)
            {
                Freezable.Freeze(item);
            }
        }
    }
}
