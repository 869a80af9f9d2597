using Lathe.Generator.Diagnostics;
using Lathe.Generator.Frontend.Interpretation;
using Lathe.Generator.Frontend.Values;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Lathe.Generator.Frontend.Library;

/// <summary>The members of .NET that are evaluated, by the type that declares them. Each group has a file of its own; it answers
/// <see cref="Unknown"/> for a member that it does not have.</summary>
internal sealed class MemberTable(Interpreter interpreter)
{
    /// <summary>No value: the member is not evaluated.</summary>
    public static readonly object Unknown = new();

    static readonly Dictionary<string, Func<LibraryCall, object?>> Methods = new(StringComparer.Ordinal)
    {
        ["System.Linq.Enumerable"] = LinqMethods.Call,
        ["System.Math"] = MathMethods.Call,
        ["System.MathF"] = MathMethods.Call,
        ["System.Int32"] = NumberMethods.Call,
        ["System.Int64"] = NumberMethods.Call,
        ["System.Byte"] = NumberMethods.Call,
        ["System.Single"] = NumberMethods.Call,
        ["System.Double"] = NumberMethods.Call,
        ["System.Decimal"] = NumberMethods.Call,
        ["System.Boolean"] = NumberMethods.Call,
        ["System.Char"] = NumberMethods.Call,
        ["System.Nullable"] = NumberMethods.Nullable,
        ["System.String"] = StringMethods.Call,
        ["System.Array"] = ArrayMethods.Call,
        ["System.Collections.Generic.List"] = ListMethods.Call,
        ["System.Collections.Generic.IList"] = ListMethods.Call,
        ["System.Collections.Generic.ICollection"] = ListMethods.Call,
        ["System.Collections.Generic.IReadOnlyList"] = ListMethods.Call,
        ["System.Collections.Generic.IReadOnlyCollection"] = ListMethods.Call,
        ["System.Collections.Generic.Stack"] = ListMethods.Call,
        ["System.Collections.Generic.Queue"] = ListMethods.Call,
        ["System.Collections.Immutable.ImmutableArray"] = ArrayMethods.Call,
        ["System.Span"] = ArrayMethods.Call,
        ["System.ReadOnlySpan"] = ArrayMethods.Call,
        ["System.MemoryExtensions"] = ArrayMethods.Call,
        ["System.Collections.Generic.HashSet"] = SetMethods.Call,
        ["System.Collections.Generic.Dictionary"] = DictionaryMethods.Call,
        ["System.Collections.Generic.IDictionary"] = DictionaryMethods.Call,
        ["System.Collections.Generic.IReadOnlyDictionary"] = DictionaryMethods.Call,
        ["System.Collections.Generic.KeyValuePair"] = DictionaryMethods.Call,
        ["System.Linq.IGrouping"] = DictionaryMethods.Call,
        ["System.Collections.Generic.CollectionExtensions"] = DictionaryMethods.OfExtension,
        ["System.Index"] = call => call.Name == "op_Implicit" ? Constructors.Index(call) : ObjectMethods.Call(call),
        ["System.Object"] = ObjectMethods.Call,
        ["System.ValueType"] = ObjectMethods.Call,
        ["System.Enum"] = ObjectMethods.Call,
        ["System.IEquatable"] = ObjectMethods.Call,
        ["System.Exception"] = ObjectMethods.Call,
        ["System.ArgumentException"] = ArgumentChecks.Call,
        ["System.ArgumentNullException"] = ArgumentChecks.Call,
        ["System.ArgumentOutOfRangeException"] = ArgumentChecks.Call,
    };

    /// <summary>Calls a method of another assembly, or one that the compiler has synthesised.</summary>
    public object? Call(IOperation site, IMethodSymbol method, object? receiver, object?[] arguments)
    {
        if (interpreter.Vocabulary.IsTensor(method.ContainingType) || (interpreter.Vocabulary.IsParameter(method.ContainingType) && method.Name == "op_Implicit"))
        {
            return interpreter.CallTensor(site, method, receiver, arguments);
        }

        if (method.IsImplicitlyDeclared && interpreter.IsSource(method.ContainingType))
        {
            return Answer(site, method, ObjectMethods.Synthesized(new(interpreter, site, method, receiver, arguments)));
        }

        if (interpreter.Vocabulary.Owns(method.ContainingType))
        {
            return Answer(site, method, ObjectMethods.OfVocabulary(new(interpreter, site, method, receiver, arguments)));
        }

        CountText(site, receiver, arguments);
        var call = new LibraryCall(interpreter, site, method, receiver, arguments);
        return Answer(site, method, Try(site, () =>
            call.HasComparer ? Unknown
            : Methods.TryGetValue(NameOf(method.ContainingType), out var group) && group(call) is var result && result != Unknown ? result
            : Place.Strip(receiver) is { } instance && !method.IsStatic ? ByValue(call, instance)
            : Unknown));
    }

    /// <summary>What a property of another assembly answers.</summary>
    public object? Get(IOperation site, IPropertySymbol property, object? receiver, object?[] arguments)
    {
        if (interpreter.Vocabulary.IsTensor(property.ContainingType))
        {
            return interpreter.TensorProperty(site, property, receiver);
        }

        CountText(site, null, arguments);
        return property.GetMethod is { } getter
            ? Answer(site, property, Try(site, () => Properties.Get(new(interpreter, site, getter, receiver, arguments), property)))
            : throw interpreter.Fault(site, Rules.UnknownMember, property.ToDisplayString());
    }

    /// <summary>Stores through an indexer of another assembly.</summary>
    public void Set(IOperation site, IPropertySymbol property, object receiver, object?[] arguments, object? value)
    {
        switch (Place.Strip(receiver))
        {
            case DictionaryValue dictionary when property.IsIndexer:
                CountText(site, null, arguments);
                new LibraryCall(interpreter, site, property.SetMethod!, receiver, arguments).RequireMutable(dictionary);
                dictionary.Set(arguments[0] ?? throw interpreter.Fault(site, Rules.Thrown, "ArgumentNullException", "the key is null"), Copy.OfStruct(value));
                break;
            case ListValue or ArrayValue when property.IsIndexer:
                interpreter.SetElement(site, receiver, arguments[0], value);
                break;
            default:
                throw interpreter.Fault(site, Rules.UnknownMember, property.ToDisplayString());
        }
    }

    /// <summary>A static field or property of another assembly.</summary>
    public object? GetStatic(IOperation site, ISymbol member) => Answer(site, member, Properties.GetStatic(member));

    /// <summary>The exception that a constructor of the framework makes; null if it makes none.</summary>
    public ExceptionValue? Exception(IOperation site, IMethodSymbol constructor, INamedTypeSymbol type, object?[] arguments) =>
        Constructors.IsException(type) ? new(type, ArgumentChecks.MessageOf(new(interpreter, site, constructor, null, arguments), type)) : null;

    /// <summary>Makes an instance of a type of another assembly.</summary>
    public object Create(IObjectCreationOperation operation, INamedTypeSymbol type, object?[] arguments) =>
        Answer(operation, type, Try(operation, () => Constructors.Create(new(interpreter, operation, operation.Constructor!, null, arguments), type)))!;

    /// <summary>Members that are declared by an interface or base class, by what the receiver is.</summary>
    static object? ByValue(LibraryCall call, object instance) => instance switch
    {
        ListValue => ListMethods.Call(call),
        ArrayValue => ArrayMethods.Call(call),
        DictionaryValue => DictionaryMethods.Call(call),
        SetValue => SetMethods.Call(call),
        string => StringMethods.Call(call),
        _ => ObjectMethods.Call(call),
    };

    /// <summary>Counts what a member may do with long texts, which it looks at from end to end: as many steps as that takes time.</summary>
    void CountText(IOperation site, object? receiver, object?[] arguments)
    {
        const int CharactersEachStep = 64;
        var length = receiver is string text ? text.Length : 0;
        foreach (var argument in arguments)
        {
            length += argument is string other ? other.Length : 0;
        }

        if (length > CharactersEachStep)
        {
            interpreter.Step(site, length / CharactersEachStep);
        }
    }

    object? Try(IOperation site, Func<object?> member)
    {
        try
        {
            return member();
        }
        catch (ThrownException thrown)
        {
            throw interpreter.Fault(site, Rules.Thrown, thrown.Type, thrown.Message);
        }
        catch (Exception exception) when (exception is ArgumentException or ArithmeticException)
        {
            // What .NET's own member throws, where one is called.
            throw interpreter.Fault(site, Rules.Thrown, exception.GetType().Name, exception.Message);
        }
    }

    object? Answer(IOperation site, ISymbol member, object? answer)
    {
        if (answer != Unknown)
        {
            return answer is IEnumerable<object?> items ? new SequenceValue(items) : answer;
        }

        var type = member as INamedTypeSymbol ?? member.ContainingType;
        throw IsFramework(type)
            ? interpreter.Fault(site, Rules.UnknownMember, member is INamedTypeSymbol ? type.ToDisplayString() : $"{type.Name}.{member.Name}")
            : interpreter.Fault(site, Rules.NoSource, member is INamedTypeSymbol ? type.Name : $"{type.Name}.{member.Name}", type.ContainingAssembly.Name);
    }

    static bool IsFramework(INamedTypeSymbol type)
    {
        var space = type.ContainingNamespace?.ToDisplayString() ?? "";
        return space is "System" or "Lathe" or "Microsoft" || space.StartsWith("System.", StringComparison.Ordinal) || space.StartsWith("Microsoft.", StringComparison.Ordinal);
    }

    /// <summary>A type's full name without its type arguments.</summary>
    static string NameOf(INamedTypeSymbol type) => $"{type.ContainingNamespace.ToDisplayString()}.{type.Name}";
}
