using System.Runtime.CompilerServices;
using Lathe.Generator.Frontend.Interpretation;
using Lathe.Generator.Frontend.Tensors;
using Microsoft.CodeAnalysis;

namespace Lathe.Generator.Frontend.Values;

/// <summary>C#'s Equals: by value for numbers, strings, tuples, enumerations, records and structs, by reference for the rest. Paths do not count.</summary>
internal sealed class ValueEquality : IEqualityComparer<object?>
{
    public static ValueEquality Instance { get; } = new();

    /// <exception cref="ElementComparison">One of them is an element of a tensor.</exception>
    /// <exception cref="DeclaredComparison">The source declares how one of them compares.</exception>
    /// <exception cref="InsufficientExecutionStackException">They hold too much within each other.</exception>
    /// <exception cref="LimitExceeded">They hold too much.</exception>
    public static bool AreEqual(object? left, object? right) => new Walk().AreEqual(left, right);

    bool IEqualityComparer<object?>.Equals(object? x, object? y) => AreEqual(x, y);

    public int GetHashCode(object? value) => new Walk().HashOf(value);

    /// <summary>Whether instances of a type are equal where their members are.</summary>
    /// <exception cref="DeclaredComparison">The source declares how the type compares.</exception>
    static bool HasValueEquality(INamedTypeSymbol type)
    {
        for (var current = type; current is { Locations: [{ IsInSource: true }, ..] }; current = current.BaseType)
        {
            if (current.GetMembers("Equals").Any(member => member is IMethodSymbol { IsImplicitlyDeclared: false, IsStatic: false, Parameters.Length: 1 }))
            {
                throw new DeclaredComparison($"the comparison of '{type.Name}', which declares Equals, by the library or within other values");
            }
        }

        return type.IsRecord || type.IsValueType;
    }

    /// <summary>One comparison, or one hash. Records that share their parts hold them once, but are compared as often as they are reached, which may be
    /// for ever.</summary>
    sealed class Walk
    {
        int steps;

        public bool AreEqual(object? left, object? right)
        {
            Step();
            return AreSame(Place.Strip(left), Place.Strip(right));
        }

        bool AreSame(object? left, object? right) => (left, right) switch
        {
            (ElementValue, _) or (_, ElementValue) => throw new ElementComparison(),
            (null, null) => true,
            (null, _) or (_, null) => false,
            (TupleValue a, TupleValue b) => a.Items.Length == b.Items.Length && a.Items.Select((item, index) => AreEqual(item, b.Items[index])).All(equal => equal),
            (PairValue a, PairValue b) => AreEqual(a.Key, b.Key) && AreEqual(a.Value, b.Value),
            (SequentialValue a, SequentialValue b) => ReferenceEquals(a, b) || ReferenceEquals(a.Modules, b.Modules),
            (ObjectValue a, ObjectValue b) => ReferenceEquals(a, b) || (HasValueEquality(a.Type) && SameMembers(a, b)),
            (FunctionValue a, FunctionValue b) => ReferenceEquals(a, b)
                || (a.Body is null && b.Body is null && SymbolEqualityComparer.Default.Equals(a.Method, b.Method) && ReferenceEquals(Place.Strip(a.Receiver), Place.Strip(b.Receiver))),
            (ArrayValue or ListValue or DictionaryValue or SetValue or SequenceValue or ExceptionValue, _) => ReferenceEquals(left, right),
            var (a, b) => a.Equals(b),
        };

        bool SameMembers(ObjectValue left, ObjectValue right) =>
            SymbolEqualityComparer.Default.Equals(left.Type, right.Type)
            && left.Members.Count == right.Members.Count
            && left.Members.All(member => right.Members.TryGetValue(member.Key, out var other) && AreEqual(member.Value, other));

        public int HashOf(object? value)
        {
            Step();
            return Place.Strip(value) switch
            {
                null => 0,
                ElementValue => throw new ElementComparison(),
                TupleValue tuple => Combine(tuple.Items),
                PairValue pair => Combine([pair.Key, pair.Value]),
                SequentialValue sequential => RuntimeHelpers.GetHashCode(sequential.Modules),
                ObjectValue instance when HasValueEquality(instance.Type) => instance.Members.Aggregate(
                    instance.Type.Name.GetHashCode(), (hash, member) => unchecked(hash + (member.Key.Name.GetHashCode() * (HashOf(member.Value) + 17)))),
                FunctionValue function => function.Method.Name.GetHashCode(),
                EnumValue or IndexValue or RangeValue or TypeValue or string or ValueType => Place.Strip(value)!.GetHashCode(),
                var other => RuntimeHelpers.GetHashCode(other),
            };
        }

        int Combine(object?[] items) => items.Aggregate(17, (hash, item) => unchecked((hash * 31) + HashOf(item)));

        void Step()
        {
            RuntimeHelpers.EnsureSufficientExecutionStack();
            if (++steps > Limits.Steps)
            {
                throw new LimitExceeded(Limits.StepsText);
            }
        }
    }
}
