using Lathe.Generator.Frontend.Interpretation;
using Lathe.Generator.Frontend.Values;

namespace Lathe.Generator.Frontend.Library;

/// <summary>The order of Comparer.Default: numbers, tuples element by element, strings by their characters' ordinals.</summary>
internal sealed class Ordering : IComparer<object?>
{
    public static Ordering Instance { get; } = new();

    public static int Compare(object? left, object? right) => (left, right) switch
    {
        (null, null) => 0,
        (null, _) => -1,
        (_, null) => 1,
        (string a, string b) => string.CompareOrdinal(a, b),
        (EnumValue a, EnumValue b) => Compare(a.Underlying, b.Underlying),
        (TupleValue a, TupleValue b) => a.Items.Zip(b.Items, Compare).FirstOrDefault(order => order != 0),
        (IComparable a, _) when a.GetType() == right.GetType() => a.CompareTo(right),
        (ObjectValue { Type: var type }, _) when type.AllInterfaces.Any(implemented => implemented.Name == "IComparable") =>
            throw new DeclaredComparison($"the order of '{type.Name}', which declares CompareTo,"),
        _ => throw LibraryCall.Throw("InvalidOperationException", "the values have no order"),
    };

    int IComparer<object?>.Compare(object? x, object? y) => Compare(x, y);
}
