using Lathe.Generator.Frontend.Interpretation;

namespace Lathe.Generator.Frontend.Values;

/// <summary>A module, a parameter or a collection, with the path of member and element accesses that led to it from the network. The path
/// travels with the value through locals, calls and collections.</summary>
internal sealed record PlacedValue(object Value, string Path);

/// <summary>The access to a path.</summary>
internal static class Place
{
    /// <summary>The value without its path.</summary>
    public static object? Strip(object? value) => value is PlacedValue placed ? placed.Value : value;

    /// <summary>The path of a value; null if it has none.</summary>
    public static string? PathOf(object? value) => (value as PlacedValue)?.Path;

    /// <summary>A value that was reached from a place by one more segment. Values that can hold no module stay as they are, and one that has a path
    /// keeps it.</summary>
    /// <param name="path">The place; null if the value was not reached from one.</param>
    /// <param name="segment">A name, an index or a key, made text only where that is needed: elements are read far more often than modules.</param>
    /// <param name="value">The value.</param>
    public static object? Below<T>(string? path, T segment, object? value) =>
        path is not null && value is ObjectValue or ArrayValue or ListValue or DictionaryValue or TupleValue
            ? new PlacedValue(value, Join(path, ValueFormat.Of(segment)))
            : value;

    public static string Join(string path, string segment) => path.Length == 0 ? segment : segment.Length == 0 ? path : path + "." + segment;
}
