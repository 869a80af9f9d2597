using System.Runtime.CompilerServices;
using Lathe.Generator.Diagnostics;
using Lathe.Generator.Frontend.Values;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;

namespace Lathe.Generator.Frontend.Interpretation;

internal sealed partial class Interpreter
{
    /// <summary>The value of an expression.</summary>
    public object? Evaluate(IOperation operation)
    {
        Step(operation);
        if (operation.Type is { SpecialType: SpecialType.System_IntPtr or SpecialType.System_UIntPtr })
        {
            throw Unsupported(operation, "an integer of the machine's width");
        }

        if (operation.ConstantValue is { HasValue: true } constant)
        {
            return Constant(operation.Type, constant.Value);
        }

        try
        {
            RuntimeHelpers.EnsureSufficientExecutionStack();
            return Dispatch(operation);
        }
        catch (InsufficientExecutionStackException)
        {
            throw Fault(operation, Rules.Limit, "the stack was used up");
        }
        catch (Exception exception) when (CauseOf(exception) is { } cause)
        {
            // A lazy sequence throws where it is enumerated.
            throw AtPlace(operation, cause);
        }
    }

    /// <summary>What was thrown without a place, or wrapped; null if it ends the evaluation as it is.</summary>
    static Exception? CauseOf(Exception exception) => exception switch
    {
        ThrownException or LimitExceeded or DeclaredComparison or ElementComparison => exception,

        // A sort wraps what its comparer throws.
        InvalidOperationException { InnerException: EvaluationFault or InvalidSource or OperationCanceledException } => exception.InnerException,
        InvalidOperationException { InnerException: { } inner } => CauseOf(inner),
        _ => null,
    };

    Exception AtPlace(IOperation operation, Exception cause) => cause switch
    {
        ThrownException thrown => Thrown(operation, thrown.Type, thrown.Message),
        LimitExceeded => Fault(operation, Rules.Limit, cause.Message),
        DeclaredComparison => Unsupported(operation, cause.Message),
        ElementComparison => Fault(operation, Rules.ElementValue, "A comparison by value"),
        _ => cause,
    };

    object? Dispatch(IOperation operation) => operation.Kind switch
    {
        OperationKind.Literal or OperationKind.DefaultValue => DefaultOf(operation.Type),
        OperationKind.LocalReference => VariableOf(operation, ((ILocalReferenceOperation)operation).Local).Value,
        OperationKind.ParameterReference => VariableOf(operation, ((IParameterReferenceOperation)operation).Parameter).Value,
        OperationKind.FieldReference => ReadField((IFieldReferenceOperation)operation),
        OperationKind.PropertyReference => ReadProperty((IPropertyReferenceOperation)operation),
        OperationKind.ArrayElementReference => ReadElement((IArrayElementReferenceOperation)operation),
        OperationKind.ImplicitIndexerReference => ReadImplicitIndexer((IImplicitIndexerReferenceOperation)operation),
        OperationKind.InstanceReference => Instance((IInstanceReferenceOperation)operation),
        OperationKind.Binary => EvaluateBinary((IBinaryOperation)operation),
        OperationKind.Unary => EvaluateUnary((IUnaryOperation)operation),
        OperationKind.TupleBinaryOperator => EvaluateTupleBinary((ITupleBinaryOperation)operation),
        OperationKind.Conversion => Convert((IConversionOperation)operation),
        OperationKind.Conditional => EvaluateConditional((IConditionalOperation)operation),
        OperationKind.Coalesce => EvaluateCoalesce((ICoalesceOperation)operation),
        OperationKind.ConditionalAccess => EvaluateConditionalAccess((IConditionalAccessOperation)operation),
        OperationKind.ConditionalAccessInstance => subjects.Peek(),
        OperationKind.Parenthesized => Evaluate(((IParenthesizedOperation)operation).Operand),
        OperationKind.Invocation => Invoke((IInvocationOperation)operation),
        OperationKind.ObjectCreation => Create((IObjectCreationOperation)operation),
        OperationKind.With => EvaluateWith((IWithOperation)operation),
        OperationKind.ArrayCreation => CreateArray((IArrayCreationOperation)operation),
        OperationKind.CollectionExpression => CreateCollection((ICollectionExpressionOperation)operation),
        OperationKind.Tuple => CreateTuple((ITupleOperation)operation),
        OperationKind.AnonymousFunction => Lambda((IAnonymousFunctionOperation)operation),
        OperationKind.DelegateCreation => CreateDelegate((IDelegateCreationOperation)operation),
        OperationKind.MethodReference => MethodGroup((IMethodReferenceOperation)operation),
        OperationKind.SimpleAssignment => Assign((ISimpleAssignmentOperation)operation),
        OperationKind.CompoundAssignment => AssignCompound((ICompoundAssignmentOperation)operation),
        OperationKind.CoalesceAssignment => AssignCoalesced((ICoalesceAssignmentOperation)operation),
        OperationKind.DeconstructionAssignment => AssignDeconstructed((IDeconstructionAssignmentOperation)operation),
        OperationKind.Increment or OperationKind.Decrement => Increment((IIncrementOrDecrementOperation)operation),
        OperationKind.DeclarationExpression => Evaluate(((IDeclarationExpressionOperation)operation).Expression),
        OperationKind.IsPattern => EvaluateIsPattern((IIsPatternOperation)operation),
        OperationKind.IsType => EvaluateIsType((IIsTypeOperation)operation),
        OperationKind.SwitchExpression => EvaluateSwitch((ISwitchExpressionOperation)operation),
        OperationKind.InterpolatedString => Interpolate((IInterpolatedStringOperation)operation),
        OperationKind.Throw => throw Throw((IThrowOperation)operation),
        OperationKind.NameOf or OperationKind.SizeOf => DefaultOf(operation.Type),
        OperationKind.TypeOf => new TypeValue(((ITypeOfOperation)operation).TypeOperand),
        OperationKind.TranslatedQuery => Evaluate(((ITranslatedQueryOperation)operation).Operation),
        OperationKind.Range => EvaluateRange((IRangeOperation)operation),
        OperationKind.Discard => null,
        OperationKind.Invalid => throw new InvalidSource(),
        _ => throw Unsupported(operation, NameOf(operation)),
    };

    /// <summary>A constant, in the representation of its type.</summary>
    static object? Constant(ITypeSymbol? type, object? value) =>
        value is not null && type is INamedTypeSymbol { TypeKind: TypeKind.Enum } enumeration ? new EnumValue(enumeration, value) : value;

    /// <summary>The default value of a type.</summary>
    public object? DefaultOf(ITypeSymbol? type) => type switch
    {
        INamedTypeSymbol { TypeKind: TypeKind.Enum } enumeration => new EnumValue(enumeration, ZeroOf(enumeration.EnumUnderlyingType!.SpecialType)!),
        INamedTypeSymbol { IsTupleType: true } tuple => new TupleValue(tuple, [.. tuple.TupleElements.Select(element => DefaultOf(element.Type))]),
        { SpecialType: SpecialType.System_Boolean } => false,
        { SpecialType: >= SpecialType.System_Char and <= SpecialType.System_Double } => ZeroOf(type.SpecialType),
        INamedTypeSymbol { IsValueType: true, OriginalDefinition.SpecialType: not SpecialType.System_Nullable_T } structure when IsSource(structure) => DefaultStruct(structure),
        INamedTypeSymbol { Name: "Index", ContainingNamespace.Name: "System" } => new IndexValue(0, false),
        INamedTypeSymbol { Name: "Range", ContainingNamespace.Name: "System" } => new RangeValue(new(0, false), new(0, false)),
        INamedTypeSymbol { Name: "KeyValuePair", TypeArguments: [var key, var value] } => new PairValue(DefaultOf(key), DefaultOf(value)),
        _ => null,
    };

    static object? ZeroOf(SpecialType type) => NumericConversion.To(type, 0, isChecked: false);

    Variable VariableOf(IOperation operation, ISymbol symbol) =>
        frame.Find(symbol) ?? Captured(symbol) ?? throw Unsupported(operation, $"'{symbol.Name}', which has no value here,");

    /// <summary>A primary constructor's parameter that a class keeps for its methods.</summary>
    Variable? Captured(ISymbol symbol) =>
        Place.Strip(frame.Receiver) is ObjectValue instance && instance.Members.ContainsKey(symbol) ? new(Kept(instance, symbol)) { IsFrozen = instance.IsFrozen } : null;

    static Store Kept(ObjectValue instance, ISymbol parameter) => new(() => instance.Members[parameter], value => instance.Members[parameter] = value);

    object? Instance(IInstanceReferenceOperation operation) => operation.ReferenceKind switch
    {
        InstanceReferenceKind.ContainingTypeInstance => frame.Receiver,
        InstanceReferenceKind.ImplicitReceiver => initialized.Peek(),
        InstanceReferenceKind.PatternInput => subjects.Peek(),
        _ => throw Unsupported(operation, "an interpolated string handler"),
    };

    object? EvaluateCoalesce(ICoalesceOperation operation) => Evaluate(operation.Value) is { } value
        ? operation.ValueConversion.MethodSymbol is { } method ? ConvertByOperator(operation, method, operation.Type, value)
            : operation.ValueConversion is { IsIdentity: false, IsReference: false } ? ConvertTo(operation, operation.Type, value) : value
        : Evaluate(operation.WhenNull);

    object? EvaluateConditionalAccess(IConditionalAccessOperation operation)
    {
        if (Evaluate(operation.Operation) is not { } receiver)
        {
            return null;
        }

        subjects.Push(receiver);
        try
        {
            return Evaluate(operation.WhenNotNull);
        }
        finally
        {
            subjects.Pop();
        }
    }

    EvaluationFault Throw(IThrowOperation operation) => (operation.Exception is { } exception ? Evaluate(exception) : null) switch
    {
        ExceptionValue thrown => Thrown(operation, thrown.Type.Name, thrown.Message),
        ObjectValue thrown => Thrown(operation, thrown.Type.Name, thrown.Members.Values.OfType<ExceptionValue>().FirstOrDefault()?.Message ?? $"an exception of type {thrown.Type.Name}"),
        _ => Thrown(operation, "NullReferenceException", "the exception is null"),
    };

    /// <summary>How a message names a construct that is not evaluated.</summary>
    static string NameOf(IOperation operation) => operation.Kind switch
    {
        OperationKind.Await => "'await'",
        OperationKind.DynamicInvocation or OperationKind.DynamicMemberReference or OperationKind.DynamicObjectCreation or OperationKind.DynamicIndexerAccess => "'dynamic'",
        OperationKind.AnonymousObjectCreation => "an anonymous type",
        OperationKind.AddressOf => "a pointer",
        OperationKind.EventReference or OperationKind.EventAssignment => "an event",
        OperationKind.Utf8String => "a UTF-8 string",
        OperationKind.InlineArrayAccess => "an inline array",
        OperationKind.FunctionPointerInvocation => "a function pointer",
        OperationKind.TypeParameterObjectCreation => "'new' of a type parameter",
        _ when operation.Type is IPointerTypeSymbol => "a pointer",
        _ => $"'{operation.Syntax.Kind()}'",
    };
}
