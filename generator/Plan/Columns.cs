namespace Lathe.Generator.Plan;

/// <summary>Which elements of a value's rows an access touches: of every <paramref name="Stride"/> elements those from <paramref name="First"/> to
/// <paramref name="Last"/>. Two accesses to different columns of rows of one length have no element in common.</summary>
internal readonly record struct Columns(long Stride, long First, long Last)
{
    public long Count => Last - First + 1;

    /// <summary>Whether some columns are left out.</summary>
    public bool IsPart => Count < Stride;

    /// <summary>The columns; null where an access is not to a range of columns.</summary>
    /// <param name="access">Where it leads.</param>
    /// <param name="loops">The loops around the access.</param>
    public static Columns? Of(Access access, IReadOnlyList<LoopAxis> loops)
    {
        var form = AffineIndex.Of(access.Offset);
        if (!form.IsAffine)
            return null;
        var parts = new (long Stride, long Extent)[form.Terms.Length];
        for (var place = 0; place < parts.Length; place++)
        {
            var term = form.Terms[place];
            var loop = LoopAxis.Find(loops, ((IndexVariable)term.Operand).Axis);
            parts[place] = (term.Factor, loop is { IsWhole: true } && loop.Extent() is { IsStatic: true } extent ? extent.Value : long.MaxValue);
        }

        return Of(access.Value, form.Constant, parts);
    }

    /// <summary>The columns of an operand of a contraction.</summary>
    public static Columns? Of(ContractOperand operand, Ops.Relation relation)
    {
        var offset = AffineIndex.Of(operand.Offset);
        return !offset.Terms.IsEmpty ? null : Of(operand.Value, offset.Constant, [.. operand.Labels.Select((label, axis) =>
            (operand.Strides[axis], relation.ExtentOf(label) is { IsStatic: true } extent ? extent.Value : long.MaxValue))]);
    }

    public bool AreApart(Columns other) => Stride == other.Stride && (Last < other.First || other.Last < First);

    /// <summary>The rows are as long as the shortest stride that the positions before it do not reach; a value of fixed size may be one row.</summary>
    static Columns? Of(Value value, long first, (long Stride, long Extent)[] parts)
    {
        if (first < 0 || Array.Exists(parts, static part => part.Stride <= 0))
            return null;
        Array.Sort(parts, static (left, right) => left.Stride.CompareTo(right.Stride));
        var last = first;
        for (var place = 0; place < parts.Length; place++)
        {
            var (stride, extent) = parts[place];
            if (stride > 1 && last < stride && AreMultiples(parts, place, stride))
                return new(stride, first, last);
            if (extent == long.MaxValue)
                return null;
            last += (extent - 1) * stride;
        }

        return value.Size.IsStatic ? new(value.Size.Fixed, first, last) : null;
    }

    /// <summary>Whether the strides from a place on are multiples of a number.</summary>
    static bool AreMultiples((long Stride, long Extent)[] parts, int place, long number)
    {
        for (; place < parts.Length; place++)
        {
            if (parts[place].Stride % number != 0)
                return false;
        }

        return true;
    }
}
