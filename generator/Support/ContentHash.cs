namespace Lathe.Generator.Support;

/// <summary>A 64-bit FNV-1a hash that is the same in every process, unlike <see cref="object.GetHashCode"/>.</summary>
internal readonly record struct ContentHash(ulong Value)
{
    const ulong Prime = 1099511628211;

    public static ContentHash Start { get; } = new(14695981039346656037);

    public ContentHash With(string text)
    {
        var value = Value;
        foreach (var character in text)
        {
            value = unchecked((value ^ character) * Prime);
        }

        return new(unchecked((value ^ (uint)text.Length) * Prime));
    }

    public ContentHash With(ulong number)
    {
        var value = Value;
        for (var shift = 0; shift < 64; shift += 16)
        {
            value = unchecked((value ^ ((number >> shift) & 0xFFFF)) * Prime);
        }

        return new(value);
    }

    public ContentHash With(ContentHash other) => With(other.Value);
}
