namespace Lathe.Generator.Graph;

/// <summary>The type rule of scalar expressions. Constants, positions and extents take the type of their surroundings, which is written as
/// null; everything else has the type of its operands.</summary>
internal static class ScalarTyping
{
    /// <summary>The type of an expression whose operands have the given types; null where it takes any.</summary>
    /// <exception cref="ShapeException">Types do not fit, or an operand does not exist.</exception>
    public static DType? Infer(Scalar expression, ReadOnlySpan<DType> operands) => expression switch
    {
        Constant or Setting or Iota or Extent => null,
        Operand operand when operand.Position < operands.Length => operands[operand.Position],
        Operand operand => throw new ShapeException($"The expression names operand {operand.Position}, but there are only {operands.Length} inputs."),
        Unary { Operator: UnaryOperator.Not } unary => Boolean(unary.Operand, operands),
        Unary unary => Number(unary.Operator, Infer(unary.Operand, operands)),
        Binary { Operator: BinaryOperator.And or BinaryOperator.Or } binary => Both(Boolean(binary.Left, operands), Boolean(binary.Right, operands)),
        Binary binary => Combine(binary, operands),
        FusedMultiplyAdd fused => Both(Both(Infer(fused.Left, operands), Infer(fused.Right, operands)), Infer(fused.Addend, operands)),
        Select select => Choose(select, operands),
        Cast cast => Converted(cast, operands),
        _ => throw new ShapeException($"{expression.GetType().Name} does not belong into a Graph."),
    };

    static DType? Combine(Binary binary, ReadOnlySpan<DType> operands)
    {
        var type = Both(Infer(binary.Left, operands), Infer(binary.Right, operands));
        if (type == DType.Boolean)
            throw new ShapeException($"{binary.Operator} does not take truth values.");
        return binary.Operator is BinaryOperator.Less or BinaryOperator.LessOrEqual or BinaryOperator.Equal ? DType.Boolean : type;
    }

    static DType? Choose(Select select, ReadOnlySpan<DType> operands)
    {
        Boolean(select.Condition, operands);
        return Both(Infer(select.WhenTrue, operands), Infer(select.WhenFalse, operands));
    }

    static DType? Converted(Cast cast, ReadOnlySpan<DType> operands)
    {
        Infer(cast.Operand, operands);
        return cast.Type;
    }

    static DType? Number(UnaryOperator operation, DType? type)
    {
        var whole = type is DType.Int32 or DType.UInt32;
        if (type == DType.Boolean || (whole && operation is not (UnaryOperator.Negate or UnaryOperator.Absolute)))
            throw new ShapeException($"{operation} does not take {type}.");
        return type;
    }

    static DType? Boolean(Scalar expression, ReadOnlySpan<DType> operands) =>
        Infer(expression, operands) is DType.Boolean ? DType.Boolean : throw new ShapeException($"A truth value is needed where {expression} stands.");

    static DType? Both(DType? left, DType? right) => (left, right) switch
    {
        (null, _) => right,
        (_, null) => left,
        _ when left == right => left,
        _ => throw new ShapeException($"{left} and {right} do not mix without a cast."),
    };
}
