namespace Lathe.Generator.Support;

/// <summary>Results of expensive steps by the content they were made of; the least recently used go first. Safe for many threads.</summary>
/// <param name="capacity">The most entries.</param>
internal sealed class BoundedCache<TKey, TValue>(int capacity, IEqualityComparer<TKey>? comparer = null)
    where TKey : notnull
{
    readonly object gate = new();
    readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value)>> entries = new(comparer ?? EqualityComparer<TKey>.Default);
    readonly LinkedList<(TKey Key, TValue Value)> byUse = [];

    public bool TryGet(TKey key, out TValue? value)
    {
        lock (gate)
        {
            if (!entries.TryGetValue(key, out var entry))
            {
                value = default;
                return false;
            }

            byUse.Remove(entry);
            byUse.AddFirst(entry);
            value = entry.Value.Value;
            return true;
        }
    }

    public void Set(TKey key, TValue value)
    {
        lock (gate)
        {
            if (entries.TryGetValue(key, out var known))
            {
                byUse.Remove(known);
                entries.Remove(key);
            }
            else if (entries.Count == capacity)
            {
                entries.Remove(byUse.Last!.Value.Key);
                byUse.RemoveLast();
            }

            entries.Add(key, byUse.AddFirst((key, value)));
        }
    }
}
