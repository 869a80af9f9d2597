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
    public static object? Below(string? path, string segment, object? value) =>
        path is not null && value is ObjectValue or ArrayValue or ListValue or DictionaryValue or TupleValue
            ? new PlacedValue(value, Join(path, segment))
            : value;

    public static string Join(string path, string segment) => path.Length == 0 ? segment : segment.Length == 0 ? path : path + "." + segment;
}
