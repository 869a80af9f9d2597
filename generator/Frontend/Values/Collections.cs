using Microsoft.CodeAnalysis;

namespace Lathe.Generator.Frontend.Values;

/// <summary>An array, or a span or immutable array, which are arrays as far as a declaration can tell.</summary>
/// <param name="type">Its type.</param>
/// <param name="items">The elements in row-major order.</param>
/// <param name="lengths">The extents of an array with several dimensions.</param>
internal sealed class ArrayValue(ITypeSymbol? type, object?[] items, int[]? lengths = null) : IFreezable
{
    public ITypeSymbol? Type { get; } = type;

    public object?[] Items { get; } = items;

    public int[] Lengths { get; } = lengths ?? [items.Length];

    public bool IsFrozen { get; private set; }

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

/// <summary>A List, Stack or Queue.</summary>
internal sealed class ListValue(ITypeSymbol? type, IEnumerable<object?> items) : IFreezable
{
    public ITypeSymbol? Type { get; } = type;

    public List<object?> Items { get; } = [.. items];

    public bool IsFrozen { get; private set; }

    public void Freeze()
    {
        if (!IsFrozen)
        {
            IsFrozen = true;
            Items.ForEach(Freezable.Freeze);
        }
    }
}

/// <summary>A HashSet.</summary>
internal sealed class SetValue(ITypeSymbol? type) : IFreezable
{
    public ITypeSymbol? Type { get; } = type;

    public Slots Slots { get; } = new();

    public IEnumerable<object?> Items => Slots.Entries.Select(entry => entry.Key);

    public bool IsFrozen { get; private set; }

    public bool Contains(object? item) => Slots.TryGet(item, out _);

    public bool Add(object? item) => Slots.Add(item, null);

    public bool Remove(object? item) => Slots.Remove(item);

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

/// <summary>A Dictionary.</summary>
internal sealed class DictionaryValue(ITypeSymbol? type) : IFreezable
{
    public ITypeSymbol? Type { get; } = type;

    public Slots Slots { get; } = new();

    public IEnumerable<object> Keys => Slots.Entries.Select(entry => entry.Key!);

    public bool IsFrozen { get; private set; }

    public bool TryGet(object key, out object? value) => Slots.TryGet(key, out value);

    public void Set(object key, object? value) => Slots.Set(key, value);

    public bool Remove(object key) => Slots.Remove(key);

    public void Freeze()
    {
        if (!IsFrozen)
        {
            IsFrozen = true;
            foreach (var (key, value) in Slots.Entries)
            {
                Freezable.Freeze(key);
                Freezable.Freeze(value);
            }
        }
    }
}

/// <summary>A sequence that is computed while it is enumerated, as LINQ's are.</summary>
internal sealed record SequenceValue(IEnumerable<object?> Items);

/// <summary>A key with its value, as enumerating a dictionary gives it.</summary>
internal sealed class PairValue(object? key, object? value) : IFreezable
{
    public object? Key { get; } = key;

    public object? Value { get; } = value;

    public bool IsFrozen { get; private set; }

    public void Freeze()
    {
        if (!IsFrozen)
        {
            IsFrozen = true;
            Freezable.Freeze(Key);
            Freezable.Freeze(Value);
        }
    }
}

/// <summary>The elements of one key, as GroupBy gives them.</summary>
internal sealed class GroupingValue(object? key, IReadOnlyList<object?> items) : IFreezable
{
    public object? Key { get; } = key;

    public IReadOnlyList<object?> Items { get; } = items;

    public bool IsFrozen { get; private set; }

    public void Freeze()
    {
        if (!IsFrozen)
        {
            IsFrozen = true;
            Freezable.Freeze(Key);
            foreach (var item in Items)
            {
                Freezable.Freeze(item);
            }
        }
    }
}
