namespace Lathe.Generator.Plan;

/// <summary>What values the loop variables of a region can have, and the arithmetic that knowing them allows: quotients and remainders
/// of row-major positions fold away where the parts are separable.</summary>
internal sealed class IndexRanges
{
    readonly Dictionary<int, Interval> ranges = [];

    public void Set(int axis, Interval range) => ranges[axis] = range;

    public Interval Of(Index index)
    {
        switch (index)
        {
            case IndexConstant constant:
                return Interval.Single(constant.Value);
            case IndexDim dim:
                return new(dim.Dim.At(1), Interval.Positions(dim.Dim).Max + 1);
            case IndexVariable variable:
                return ranges[variable.Axis];
            case IndexSum sum:
                return Of(sum.Left) + Of(sum.Right);
            case IndexProduct product:
                return Of(product.Operand) * product.Factor;
            case IndexQuotient quotient:
                var operand = Of(quotient.Operand);
                return new(FloorDivide(operand.Min, quotient.Divisor), FloorDivide(operand.Max, quotient.Divisor));
            case IndexRemainder remainder:
                return new(0, remainder.Divisor - 1);
            case IndexMinimum minimum:
                var (left, right) = (Of(minimum.Left), Of(minimum.Right));
                return new(Math.Min(left.Min, right.Min), Math.Min(left.Max, right.Max));
            case IndexGroup group:
                return new(0, group.Most - 1);
            case IndexTable table:
                return new(table.Values.Items.Min(), table.Values.Items.Max());
            default:
                throw new InvalidOperationException($"There is no range of {index}.");
        }
    }

    /// <summary>The quotient by a constant, simplified.</summary>
    public Index Divide(Index index, long divisor)
    {
        if (divisor == 1)
            return index;
        var (whole, rest) = Separate(index, divisor);
        var restIndex = rest.ToIndex();
        return Of(restIndex).IsWithin(0, divisor) ? whole : whole + new IndexQuotient(restIndex, divisor);
    }

    /// <summary>The remainder by a constant, simplified.</summary>
    public Index Remainder(Index index, long divisor)
    {
        if (divisor == 1)
            return 0;
        var rest = Separate(index, divisor).Remains.ToIndex();
        return Of(rest).IsWithin(0, divisor) ? rest : new IndexRemainder(rest, divisor);
    }

    /// <summary>The quotient, rounded towards negative infinity.</summary>
    public static long FloorDivide(long dividend, long divisor)
    {
        var quotient = dividend / divisor;
        return dividend % divisor < 0 ? quotient - 1 : quotient;
    }

    static (Index Whole, AffineIndex Remains) Separate(Index index, long divisor)
    {
        var affine = AffineIndex.Of(index);
        var constantRest = affine.Constant - (FloorDivide(affine.Constant, divisor) * divisor);
        var whole = affine.Where(term => term.Factor % divisor == 0, affine.Constant - constantRest).DividedBy(divisor);
        return (whole.ToIndex(), affine.Where(term => term.Factor % divisor != 0, constantRest));
    }
}
