namespace Lathe.Generator.Frontend.Values;

/// <summary>The entries of a Dictionary or HashSet in the order in which .NET enumerates them: what is added takes the place of what was removed last.</summary>
internal sealed class Slots
{
    readonly Dictionary<Key, int> positions = [];
    readonly List<(bool IsUsed, object? Key, object? Value)> slots = [];
    readonly Stack<int> free = new();

    public int Count => positions.Count;

    /// <summary>How often something was added: enumerations notice that, and nothing else.</summary>
    public int Version { get; private set; }

    public IEnumerable<(object? Key, object? Value)> Entries => slots.Where(slot => slot.IsUsed).Select(slot => (slot.Key, slot.Value));

    /// <summary>How many slots there are, the free ones included.</summary>
    public int Length => slots.Count;

    /// <summary>The entry in a slot; null if it is free.</summary>
    public (object? Key, object? Value)? At(int index) => slots[index] is (true, var key, var value) ? (key, value) : null;

    public bool TryGet(object? key, out object? value)
    {
        var found = positions.TryGetValue(new(key), out var index);
        value = found ? slots[index].Value : null;
        return found;
    }

    /// <summary>Adds an entry.</summary>
    /// <returns>Whether the key is new; if not, nothing changes.</returns>
    public bool Add(object? key, object? value)
    {
        if (positions.ContainsKey(new(key)))
        {
            return false;
        }

        Version++;
        var index = free.Count > 0 ? free.Pop() : slots.Count;
        if (index == slots.Count)
        {
            slots.Add(default);
        }

        slots[index] = (true, key, value);
        positions.Add(new(key), index);
        return true;
    }

    /// <summary>Adds an entry, or changes the value of the one that has the key.</summary>
    public void Set(object? key, object? value)
    {
        if (!Add(key, value))
        {
            var index = positions[new(key)];
            slots[index] = (true, slots[index].Key, value);
        }
    }

    public bool Remove(object? key)
    {
        if (!positions.TryGetValue(new(key), out var index))
        {
            return false;
        }

        positions.Remove(new(key));
        slots[index] = default;
        free.Push(index);
        return true;
    }

    public void Clear()
    {
        positions.Clear();
        slots.Clear();
        free.Clear();
    }

    readonly struct Key(object? value) : IEquatable<Key>
    {
        readonly object? value = value;

        public bool Equals(Key other) => ValueEquality.AreEqual(value, other.value);

        public override bool Equals(object? obj) => obj is Key other && Equals(other);

        public override int GetHashCode() => ValueEquality.Instance.GetHashCode(value);
    }
}
