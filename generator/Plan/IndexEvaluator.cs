namespace Lathe.Generator.Plan;

/// <summary>Evaluates indices for a batch and given loop variables.</summary>
internal static class IndexEvaluator
{
    public static long Evaluate(Index index, long[] variables, long batch) => index switch
    {
        IndexConstant constant => constant.Value,
        IndexDim dim => dim.Dim.At(batch),
        IndexVariable variable => variables[variable.Axis],
        IndexSum sum => Evaluate(sum.Left, variables, batch) + Evaluate(sum.Right, variables, batch),
        IndexProduct product => Evaluate(product.Operand, variables, batch) * product.Factor,
        IndexQuotient quotient => IndexRanges.FloorDivide(Evaluate(quotient.Operand, variables, batch), quotient.Divisor),
        IndexRemainder remainder => FloorRemainder(Evaluate(remainder.Operand, variables, batch), remainder.Divisor),
        IndexMinimum minimum => Math.Min(Evaluate(minimum.Left, variables, batch), Evaluate(minimum.Right, variables, batch)),
        IndexGroup group => IndexGroup.Of(Evaluate(group.Chunk, variables, batch), Evaluate(group.Chunks, variables, batch), group.Most),
        IndexTable table => table.Values[checked((int)Evaluate(table.Position, variables, batch))],
        _ => throw new InvalidOperationException($"{index} has no value."),
    };

    static long FloorRemainder(long dividend, long divisor) => dividend - (IndexRanges.FloorDivide(dividend, divisor) * divisor);
}
