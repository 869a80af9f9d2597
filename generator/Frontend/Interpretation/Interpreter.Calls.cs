using Lathe.Generator.Diagnostics;
using Lathe.Generator.Frontend.Values;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Lathe.Generator.Frontend.Interpretation;

internal sealed partial class Interpreter
{
    object? Invoke(IInvocationOperation operation)
    {
        var method = operation.TargetMethod;
        var receiver = operation.Instance is { } instance ? Receiver(instance) : method.IsStatic || method.MethodKind == MethodKind.LocalFunction ? null : throw new InvalidSource();
        var arguments = Arguments(operation.Arguments);
        switch (method.MethodKind)
        {
            case MethodKind.DelegateInvoke:
                return InvokeFunction(operation, NotNull(operation, receiver), arguments);
            case MethodKind.LocalFunction:
                return CallLocal(operation, method, frame.Enclosing(method.ContainingSymbol), arguments);
            default:
                return Call(operation, method, receiver, arguments, IsBase(operation.Instance));
        }
    }

    /// <summary>Whether a receiver is <c>base</c>, whose members no override stands for.</summary>
    static bool IsBase(IOperation? receiver) => receiver is IInstanceReferenceOperation { Syntax: BaseExpressionSyntax };

    /// <summary>Argument values by the position of their parameter, evaluated in the order in which they are written.</summary>
    object?[] Arguments(IReadOnlyList<IArgumentOperation> arguments)
    {
        var values = new object?[arguments.Count];
        foreach (var argument in arguments)
        {
            values[argument.Parameter!.Ordinal] = IsByReference(argument) ? Target(argument.Value) : Copy.OfStruct(Evaluate(argument.Value));
        }

        return values;
    }

    /// <summary>Whether a parameter stands for the variable that is passed. One that is only read tells that by changes from elsewhere.</summary>
    bool IsByReference(IArgumentOperation argument) => argument.Parameter!.RefKind switch
    {
        RefKind.Ref or RefKind.Out => true,
        RefKind.In or RefKind.RefReadOnlyParameter => IsSource(argument.Parameter) && argument.Value is
            ILocalReferenceOperation { Local.IsConst: false } or IParameterReferenceOperation or IArrayElementReferenceOperation or IFieldReferenceOperation { Field.IsStatic: false },
        _ => false,
    };

    /// <summary>Calls a method: of the source, of the vocabulary or of the library.</summary>
    public object? Call(IOperation site, IMethodSymbol method, object? receiver, object?[] arguments, bool isBase = false)
    {
        var instance = Place.Strip(receiver);
        if (!method.IsStatic && instance is null && method.ContainingType.OriginalDefinition.SpecialType != SpecialType.System_Nullable_T)
        {
            throw Thrown(site, "NullReferenceException", $"'{Spans.ReceiverText(site.Syntax)}' is null");
        }

        var actual = isBase || method.IsStatic ? method : Override(method, instance) as IMethodSymbol ?? method;
        if (!IsSource(actual) || actual.IsImplicitlyDeclared)
        {
            return library.Call(site, actual, receiver, arguments);
        }

        if (BodyOf(actual) is not { } body)
        {
            return actual.AssociatedSymbol is IPropertySymbol property && instance is not null
                ? GetProperty(site, receiver!, property, arguments)
                : throw Unsupported(site, $"'{actual.Name}', which has no body,");
        }

        return CallSource(site, actual, body, receiver, arguments);
    }

    object? CallSource(IOperation site, IMethodSymbol method, IOperation body, object? receiver, object?[] arguments)
    {
        CheckCallable(site, method);
        method = method.PartialImplementationPart ?? method;
        var isApplication = method.Name == "Forward" && Tensors is not null && Place.Strip(receiver) is ObjectValue { Type: var type } && Vocabulary.IsModule(type);
        return isApplication
            ? Tensors!.Apply(receiver!, () => Run(site, method, body, new Frame(method, receiver), arguments))
            : Run(site, method, body, new Frame(method, receiver), arguments);
    }

    void CheckCallable(IOperation site, IMethodSymbol method)
    {
        if (method.IsGenericMethod || method.ContainingType.IsGenericType)
        {
            throw Fault(site, Rules.Generic, method.IsGenericMethod ? method.Name : method.ContainingType.Name);
        }

        if (method.IsAsync)
        {
            throw Unsupported(site, $"'{method.Name}', which is async,");
        }
    }

    object? CallLocal(IOperation site, IMethodSymbol method, Frame? outer, object?[] arguments)
    {
        CheckCallable(site, method);
        var body = method.DeclaringSyntaxReferences is [var reference, ..] && OperationOf(reference.GetSyntax(cancellation)) is ILocalFunctionOperation { Body: { } block }
            ? block
            : throw Unsupported(site, $"'{method.Name}', which has no body,");
        return Run(site, method, body, new Frame(method, outer?.Receiver, outer), arguments);
    }

    /// <summary>Runs a body in a frame with the arguments in it.</summary>
    object? Run(IOperation site, IMethodSymbol method, IOperation body, Frame inner, object?[] arguments) => Within(inner, site, () =>
    {
        foreach (var parameter in method.Parameters)
        {
            inner.Bind(parameter, arguments[parameter.Ordinal]);
        }

        Execute(body);
        return IsIterator(method) ? new ListValue(null, inner.Yielded ?? []) : inner.Result;
    });

    object?[] CallWithOutputs(IOperation site, IMethodSymbol method, object? receiver)
    {
        var outputs = new object?[method.Parameters.Length];
        if (method.IsImplicitlyDeclared)
        {
            // The Deconstruct that a positional record has of its own.
            return [.. method.Parameters.Select(parameter => PositionalValue(site, method.ContainingType, parameter.Name, receiver!))];
        }

        Call(site, method, receiver, [.. outputs.Select((_, index) => (object?)new Store(() => outputs[index], value => outputs[index] = value))]);
        return outputs;
    }

    object? PositionalValue(IOperation site, INamedTypeSymbol type, string name, object receiver)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            switch (current.GetMembers(name).FirstOrDefault())
            {
                case IPropertySymbol property:
                    return GetProperty(site, receiver, property, []);
                case IFieldSymbol field:
                    return ReadMember(site, receiver, field);
            }
        }

        throw Unsupported(site, "this deconstruction");
    }

    /// <summary>The operation of a method's body; null if it has none: automatic accessors, abstract methods.</summary>
    IOperation? BodyOf(IMethodSymbol method)
    {
        var implementation = method.PartialImplementationPart ?? method;
        return implementation.DeclaringSyntaxReferences is [var reference, ..] && !implementation.IsAbstract && !implementation.IsImplicitlyDeclared
            ? reference.GetSyntax(cancellation) switch
            {
                ParameterSyntax or TypeDeclarationSyntax => null,
                AccessorDeclarationSyntax { Body: null, ExpressionBody: null } => null,
                var syntax => OperationOf(syntax),
            }
            : null;
    }

    bool IsIterator(IMethodSymbol method) =>
        method.ReturnType.Name is "IEnumerable" or "IEnumerator"
        && method.DeclaringSyntaxReferences is [var reference, ..]
        && reference.GetSyntax(cancellation) is var declaration
        && declaration.DescendantNodes(node => node == declaration || node is not (LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax)).Any(node => node is YieldStatementSyntax);

    /// <summary>Whether a symbol is declared in this compilation.</summary>
    public bool IsSource(ISymbol symbol) => SymbolEqualityComparer.Default.Equals(symbol.ContainingAssembly, Compilation.Assembly);

    /// <summary>The member that stands for a virtual one in the receiver's type.</summary>
    static ISymbol? Override(ISymbol member, object? receiver)
    {
        if (receiver is not ObjectValue instance || !(member.IsVirtual || member.IsAbstract || member.IsOverride))
        {
            return null;
        }

        if (member.ContainingType.TypeKind == TypeKind.Interface)
        {
            // The type that lists the interface implements it; a type below may override that.
            var implementation = instance.Type.FindImplementationForInterfaceMember(member);
            return implementation is { ContainingType.TypeKind: not TypeKind.Interface } ? Override(implementation, receiver) ?? implementation : implementation;
        }

        for (var type = instance.Type; type is not null; type = type.BaseType)
        {
            foreach (var candidate in type.GetMembers(member.Name))
            {
                for (var current = candidate; current is not null; current = Overridden(current))
                {
                    if (SymbolEqualityComparer.Default.Equals(current, member))
                    {
                        return candidate;
                    }
                }
            }
        }

        return null;
    }

    /// <summary>Whether an instance has another member in place of one of its bases'.</summary>
    public static bool IsOverridden(ISymbol member, ObjectValue instance) =>
        member is IPropertySymbol && Override(member, instance) is { } actual && !SymbolEqualityComparer.Default.Equals(actual.OriginalDefinition, member.OriginalDefinition);

    static ISymbol? Overridden(ISymbol member) => member switch
    {
        IMethodSymbol method => method.OverriddenMethod,
        IPropertySymbol property => property.OverriddenProperty,
        _ => null,
    };
}
