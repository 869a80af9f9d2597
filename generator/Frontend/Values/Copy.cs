namespace Lathe.Generator.Frontend.Values;

/// <summary>What assignment, boxing and unboxing do to a value.</summary>
internal static class Copy
{
    /// <summary>A copy of a struct or tuple; anything else as it is, what lies in a box included.</summary>
    public static object? OfStruct(object? value) => IsBoxed(value) == false ? Of(value!, isBoxed: false) : value;

    /// <summary>A struct or tuple in a box of its own, which references share; anything else as it is.</summary>
    public static object? Boxed(object? value) => IsBoxed(value) is null ? value : Of(value!, isBoxed: true);

    /// <summary>What lies in a box, copied out of it; anything else as it is.</summary>
    public static object? Unboxed(object? value) => IsBoxed(value) == true ? Of(value!, isBoxed: false) : value;

    /// <summary>Whether a struct or tuple lies in a box; null for anything else.</summary>
    static bool? IsBoxed(object? value) => Place.Strip(value) switch
    {
        ObjectValue { IsStruct: true } instance => instance.IsBoxed,
        TupleValue tuple => tuple.IsBoxed,
        _ => null,
    };

    static object Of(object value, bool isBoxed)
    {
        switch (value)
        {
            case PlacedValue placed:
                return placed with { Value = Of(placed.Value, isBoxed) };
            case TupleValue tuple:
                return tuple.Clone(isBoxed);
            default:
                var instance = (ObjectValue)value;
                var clone = instance.Clone(instance.Creation);
                clone.IsBoxed = isBoxed;
                return clone;
        }
    }
}
