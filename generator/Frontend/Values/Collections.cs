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

/// <summary>A HashSet; it enumerates in order of insertion.</summary>
internal sealed class SetValue(ITypeSymbol? type) : IFreezable
{
    readonly HashSet<object?> known = new(ValueEquality.Instance);

    public ITypeSymbol? Type { get; } = type;

    public List<object?> Items { get; } = [];

    public bool IsFrozen { get; private set; }

    public bool Contains(object? item) => known.Contains(item);

    public bool Add(object? item)
    {
        var added = known.Add(item);
        if (added)
        {
            Items.Add(item);
        }

        return added;
    }

    public bool Remove(object? item) => known.Remove(item) && Items.RemoveAll(other => ValueEquality.AreEqual(other, item)) > 0;

    public void Freeze()
    {
        if (!IsFrozen)
        {
            IsFrozen = true;
            Items.ForEach(Freezable.Freeze);
        }
    }
}

/// <summary>A Dictionary; it enumerates in order of insertion.</summary>
internal sealed class DictionaryValue(ITypeSymbol? type) : IFreezable
{
    readonly Dictionary<Key, object?> values = [];
    readonly List<object> keys = [];

    public ITypeSymbol? Type { get; } = type;

    public IReadOnlyList<object> Keys => keys;

    public bool IsFrozen { get; private set; }

    public bool TryGet(object key, out object? value) => values.TryGetValue(new(key), out value);

    public void Set(object key, object? value)
    {
        if (!values.ContainsKey(new(key)))
        {
            keys.Add(key);
        }

        values[new(key)] = value;
    }

    public bool Remove(object key) => values.Remove(new(key)) && keys.RemoveAll(other => ValueEquality.AreEqual(other, key)) > 0;

    public void Freeze()
    {
        if (!IsFrozen)
        {
            IsFrozen = true;
            foreach (var value in values.Values)
            {
                Freezable.Freeze(value);
            }
        }
    }

    readonly struct Key(object value) : IEquatable<Key>
    {
        readonly object value = value;

        public bool Equals(Key other) => ValueEquality.AreEqual(value, other.value);

        public override bool Equals(object? obj) => obj is Key other && Equals(other);

        public override int GetHashCode() => ValueEquality.Instance.GetHashCode(value);
    }
}

/// <summary>A sequence that is computed while it is enumerated, as LINQ's are.</summary>
internal sealed record SequenceValue(IEnumerable<object?> Items);

/// <summary>A key with its value, as enumerating a dictionary gives it.</summary>
internal sealed record PairValue(object? Key, object? Value);

/// <summary>The elements of one key, as GroupBy gives them.</summary>
internal sealed record GroupingValue(object? Key, IReadOnlyList<object?> Items);
