using Lathe.Generator.Diagnostics;
using Lathe.Generator.Frontend.Values;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Lathe.Generator.Frontend.Interpretation;

internal sealed partial class Interpreter
{
    object? ReadField(IFieldReferenceOperation operation)
    {
        var field = operation.Field;
        if (field.IsStatic)
        {
            return ReadStatic(operation, field, field.IsReadOnly);
        }

        var receiver = ReadMemberReceiver(operation, operation.Instance);
        return Place.Strip(receiver) is TupleValue tuple ? TupleElement(receiver, tuple, field) : ReadMember(operation, receiver, field);
    }

    static object? TupleElement(object receiver, TupleValue tuple, IFieldSymbol field)
    {
        var index = TupleIndex(field);
        return Place.Below(Place.PathOf(receiver), tuple.Type?.TupleElements[index].Name ?? field.Name, tuple.Items[index]);
    }

    /// <summary>The position of a tuple element, by whichever of its names it is called.</summary>
    static int TupleIndex(IFieldSymbol field)
    {
        var item = field.CorrespondingTupleField ?? field;
        return int.Parse(item.Name.Substring("Item".Length), System.Globalization.CultureInfo.InvariantCulture) - 1;
    }

    /// <summary>The instance of a member; there is none where an instance's member is used without one, which C# reports.</summary>
    object ReadMemberReceiver(IOperation operation, IOperation? instance) => NotNull(operation, Evaluate(instance ?? throw new InvalidSource()));

    object NotNull(IOperation operation, object? receiver) =>
        receiver ?? throw Thrown(operation, "NullReferenceException", $"'{Spans.ReceiverText(operation.Syntax)}' is null");

    /// <summary>What a stored member holds, at its place.</summary>
    object? ReadMember(IOperation operation, object receiver, ISymbol member)
    {
        if (Place.Strip(receiver) is not ObjectValue instance)
        {
            throw Fault(operation, Rules.UnknownMember, member.ToDisplayString());
        }

        var definition = Stored(member);
        if (!instance.Members.TryGetValue(definition, out var value))
        {
            if (!IsSource(definition))
            {
                throw Fault(operation, Rules.UnknownMember, member.ToDisplayString());
            }

            value = DefaultOf(TypeOfMember(member));
        }

        // What an override stands for has no path of its own: the name is the override's.
        return Place.PathOf(receiver) is { } path && !IsOverridden(definition, instance) ? Place.Below(path, SegmentOf(definition), value) : value;
    }

    /// <summary>The member that a value is stored under: a property for the field behind it, which its accessors call <c>field</c>.</summary>
    static ISymbol Stored(ISymbol member) => (member is IFieldSymbol { AssociatedSymbol: IPropertySymbol property } ? property : member).OriginalDefinition;

    string SegmentOf(ISymbol member) =>
        IsSource(member) && LayoutOf(member.ContainingType).Instance.FirstOrDefault(stored => SymbolEqualityComparer.Default.Equals(stored.Symbol, member)) is { } stored
            ? stored.Segment
            : member.Name;

    object? ReadProperty(IPropertyReferenceOperation operation)
    {
        var property = operation.Property;
        if (property.IsStatic)
        {
            return ReadStaticProperty(operation, property);
        }

        if (property.ContainingType.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T)
        {
            return library.Get(operation, property, Evaluate(operation.Instance!), []);
        }

        var receiver = NotNull(operation, Receiver(operation.Instance ?? throw new InvalidSource()));
        var arguments = Arguments(operation.Arguments);
        return GetProperty(operation, receiver, property, arguments, isBase: IsBase(operation.Instance));
    }

    /// <summary>What a property answers, its override in the receiver's type included.</summary>
    object? GetProperty(IOperation operation, object receiver, IPropertySymbol property, object?[] arguments, bool isBase = false)
    {
        if (!IsSource(property))
        {
            return Vocabulary.Owns(property) && Place.Strip(receiver) is ObjectValue && !property.IsIndexer && property.Name != "Count"
                ? ReadMember(operation, receiver, property)
                : library.Get(operation, property, receiver, arguments);
        }

        var actual = Accessible(isBase ? property : Override(property, Place.Strip(receiver)) as IPropertySymbol ?? property, candidate => candidate.GetMethod);
        if (actual.GetMethod is { IsAbstract: false } getter && BodyOf(getter) is { } body)
        {
            return CallSource(operation, getter, body, receiver, arguments);
        }

        return ReadMember(operation, receiver, actual);
    }

    /// <summary>The property that has the accessor: one that overrides may leave it to what it overrides.</summary>
    static IPropertySymbol Accessible(IPropertySymbol property, Func<IPropertySymbol, IMethodSymbol?> accessor)
    {
        var candidate = property;
        while (candidate is not null && accessor(candidate) is null)
        {
            candidate = candidate.OverriddenProperty;
        }

        return candidate ?? property;
    }

    object? ReadStaticProperty(IPropertyReferenceOperation operation, IPropertySymbol property)
    {
        if (Vocabulary.Owns(property) && property.Name == "Training")
        {
            return Tensors?.Training ?? throw Fault(operation, Rules.TrainingOutsideForward);
        }

        if (!IsSource(property))
        {
            return library.Get(operation, property, null, []);
        }

        return property.GetMethod is { } getter && BodyOf(getter) is { } body
            ? CallSource(operation, getter, body, null, [])
            : ReadStatic(operation, property, property.SetMethod is null);
    }

    /// <summary>A static field or automatic property: its initialiser is evaluated when it is first read, and what it made cannot change.</summary>
    object? ReadStatic(IOperation operation, ISymbol member, bool isReadOnly)
    {
        if (!IsSource(member))
        {
            return library.GetStatic(operation, member);
        }

        if (statics.TryGetValue(member, out var known))
        {
            return known;
        }

        if (!isReadOnly)
        {
            throw Fault(operation, Rules.MutableStatic, member.Name);
        }

        if (member.ContainingType.StaticConstructors.Any(constructor => !constructor.IsImplicitlyDeclared))
        {
            throw Unsupported(operation, $"'{member.Name}', whose type has a static constructor,");
        }

        if (member.ContainingType.IsGenericType)
        {
            throw Fault(operation, Rules.Generic, member.ContainingType.Name);
        }

        if (initializing.Any(other => IsAfter(member, other)))
        {
            return DefaultOf(TypeOfMember(member));
        }

        statics[member] = DefaultOf(TypeOfMember(member));
        if (TypeLayout.InitializerOf(member, cancellation) is { } initializer && OperationOf(initializer) is ISymbolInitializerOperation value)
        {
            var forward = Tensors;
            Tensors = null;
            initializing.Push(member);
            try
            {
                statics[member] = Within(new Frame(member, null), operation, () => Evaluate(value.Value));
            }
            finally
            {
                initializing.Pop();
                Tensors = forward;
            }
        }

        Freezable.Freeze(statics[member]);
        return statics[member];
    }

    /// <summary>Whether a static comes after another one of its type: while that is initialised, it has its default.</summary>
    static bool IsAfter(ISymbol member, ISymbol other) =>
        SymbolEqualityComparer.Default.Equals(member.ContainingType, other.ContainingType)
        && member.Locations[0].SourceTree == other.Locations[0].SourceTree
        && member.Locations[0].SourceSpan.Start > other.Locations[0].SourceSpan.Start;
}
