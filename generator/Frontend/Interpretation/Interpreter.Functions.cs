using Lathe.Generator.Frontend.Values;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Lathe.Generator.Frontend.Interpretation;

internal sealed partial class Interpreter
{
    FunctionValue Lambda(IAnonymousFunctionOperation operation) =>
        operation.Symbol.IsAsync ? throw Unsupported(operation, "an async lambda") : new(operation.Symbol, operation.Body, frame.Capture(), null, operation);

    object? CreateDelegate(IDelegateCreationOperation operation) => Evaluate(operation.Target);

    FunctionValue MethodGroup(IMethodReferenceOperation operation)
    {
        var method = operation.Method;
        var captured = method.MethodKind == MethodKind.LocalFunction ? frame.Enclosing(method.ContainingSymbol)?.Capture() : null;
        var receiver = operation.Instance is null || method.MethodKind == MethodKind.LocalFunction ? null : NotNull(operation, Copy.OfStruct(Evaluate(operation.Instance)));
        return new(method, null, captured, receiver, operation, IsBase: IsBase(operation.Instance));
    }

    /// <summary>Calls a delegate.</summary>
    public object? InvokeFunction(IOperation site, object? function, params object?[] arguments)
    {
        Step(site);
        if (function is not FunctionValue { Method: var method } value)
        {
            throw function is null ? Thrown(site, "NullReferenceException", "the delegate is null") : Unsupported(site, "this delegate");
        }

        if (value.Body is { } body)
        {
            return Run(site, method, body, new Frame(method, value.Frame!.Receiver, value.Frame), arguments);
        }

        // A delegate may take less derived, narrower or fewer optional parameters than the method has.
        return method.MethodKind == MethodKind.LocalFunction ? CallLocal(site, method, value.Frame, arguments)
            : method.ReducedFrom is { } extension ? Call(site, extension, null, [value.Receiver, .. arguments])
            : Call(site, method, value.Receiver, arguments, value.IsBase);
    }
}
