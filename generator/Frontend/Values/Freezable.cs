using System.Runtime.CompilerServices;

namespace Lathe.Generator.Frontend.Values;

/// <summary>A value that can be changed until the network stands: static tables and the finished network are frozen, so that Forward is a
/// function.</summary>
internal interface IFreezable
{
    bool IsFrozen { get; }

    /// <summary>Forbids changes of this value and of all that it holds.</summary>
    void Freeze();
}

internal static class Freezable
{
    public static void Freeze(object? value)
    {
        if (Place.Strip(value) is IFreezable freezable)
        {
            RuntimeHelpers.EnsureSufficientExecutionStack();
            freezable.Freeze();
        }
    }
}

/// <summary>What assignment does to a value.</summary>
internal static class Copy
{
    /// <summary>A copy of a struct or tuple; anything else as it is.</summary>
    public static object? OfStruct(object? value) => value switch
    {
        ObjectValue { IsStruct: true, IsBoxed: false } or TupleValue { IsBoxed: false } => Made(value, isBoxed: false),
        PlacedValue { Value: ObjectValue { IsStruct: true, IsBoxed: false } or TupleValue { IsBoxed: false } } placed => placed with { Value = Made(placed.Value, isBoxed: false) },
        _ => value,
    };

    /// <summary>A struct or tuple in a box of its own, which references share; anything else as it is.</summary>
    public static object? Boxed(object? value) => value switch
    {
        ObjectValue { IsStruct: true } or TupleValue => Made(value, isBoxed: true),
        PlacedValue { Value: ObjectValue { IsStruct: true } or TupleValue } placed => placed with { Value = Made(placed.Value, isBoxed: true) },
        _ => value,
    };

    /// <summary>What lies in a box, copied out of it; anything else as it is.</summary>
    public static object? Unboxed(object? value) => value switch
    {
        ObjectValue { IsBoxed: true } or TupleValue { IsBoxed: true } => Made(value, isBoxed: false),
        PlacedValue { Value: ObjectValue { IsBoxed: true } or TupleValue { IsBoxed: true } } placed => placed with { Value = Made(placed.Value, isBoxed: false) },
        _ => value,
    };

    static object Made(object value, bool isBoxed)
    {
        if (value is TupleValue tuple)
        {
            return tuple.Clone(isBoxed);
        }

        var instance = (ObjectValue)value;
        var clone = instance.Clone(instance.Creation);
        clone.IsBoxed = isBoxed;
        return clone;
    }
}
