using System.Collections.Immutable;
using Lathe.Generator.Plan;
using Index = Lathe.Generator.Plan.Index;

namespace Lathe.Generator.Emit.CSharp;

/// <summary>Prints indices. Parts that an inner loop does not change are computed before it, and whatever does not depend on loops at all is an
/// argument of the kernel.</summary>
internal sealed class IndexPrinter(KernelParameters parameters)
{
    /// <summary>Elements of a vector.</summary>
    const int Lanes = 16;

    /// <summary>What the rows end with that have been printed so far; null before the first.</summary>
    public RowTail? Tail { get; private set; }

    /// <summary>How many elements a vector may touch.</summary>
    /// <param name="axis">The axis that it runs along.</param>
    /// <param name="end">Where the axis ends.</param>
    /// <param name="variable">Where the vector begins.</param>
    public string Left(LoopAxis axis, string end, string variable)
    {
        NoteTail(axis);
        return $"T.Left({end} - {variable})";
    }

    /// <summary>How many elements the part of a vector has that a row may end with.</summary>
    /// <param name="axis">The axis that the row runs along.</param>
    /// <param name="count">The elements of the row.</param>
    public string Part(LoopAxis axis, string count)
    {
        NoteTail(axis);
        return $"T.Part({count})";
    }

    /// <summary>An index as a C# expression of a native integer.</summary>
    public string Print(Index index, Scope scope)
    {
        var (moving, rest) = Split(index);
        var start = Closed(rest);
        return moving.IsEmpty ? start : Sum(start == "0" ? "" : start, moving, scope);
    }

    /// <summary>The part of an index that loops change; <paramref name="rest"/> is the other part.</summary>
    public string PrintMoving(Index index, Scope scope, out Index rest)
    {
        (var moving, rest) = Split(index);
        return moving.IsEmpty ? "0" : Sum("", moving, scope);
    }

    /// <summary>An index without loop variables: a small literal or an argument.</summary>
    public string Closed(Index index)
    {
        var affine = AffineIndex.Of(index);
        return affine.Terms.IsEmpty && affine.Constant is >= -1 and <= 1
            ? CSharpLiteral.Of(affine.Constant)
            : parameters.Integer(affine.ToIndex());
    }

    /// <summary>A name for an index that is used more than once.</summary>
    public string Name(Index index, Scope scope)
    {
        var text = Print(index, scope);
        return text.Contains(' ') ? scope.Let("nint", text, "i") : text;
    }

    void NoteTail(LoopAxis axis)
    {
        var isWhole = AffineIndex.Quotient(axis.Start, Lanes) is not null && AffineIndex.Quotient(axis.End, Lanes) is not null;
        Tail = isWhole && Tail != RowTail.Some ? RowTail.None : RowTail.Some;
    }

    static (ImmutableArray<AffineIndex.Term> Moving, Index Fixed) Split(Index index)
    {
        var affine = AffineIndex.Of(index);
        var moving = affine.Where(term => IndexVariables.Of(term.Operand).Any(), 0);
        var rest = affine.Where(term => !IndexVariables.Of(term.Operand).Any(), affine.Constant);
        return (moving.Terms, rest.ToIndex());
    }

    string Sum(string start, ImmutableArray<AffineIndex.Term> terms, Scope scope)
    {
        var text = start;
        Scope? previous = null;
        foreach (var (term, level) in terms
            .Select(term => (term, level: scope.OutermostFor([.. IndexVariables.Of(term.Operand)])))
            .OrderBy(pair => pair.level.Depth))
        {
            // Whatever an outer loop fixes is added up there.
            if (previous is not null && previous != level && text.Contains(' '))
                text = previous.Let("nint", text, "i");
            previous = level;
            var operand = Operand(term.Operand, level);
            var isNegative = term.Factor == -1;
            var product = Math.Abs(term.Factor) == 1 ? operand : $"{operand} * {Closed(term.Factor)}";
            text = text.Length == 0 ? (isNegative ? $"-{product}" : product) : $"{text} {(isNegative ? '-' : '+')} {product}";
        }

        return previous != scope && text.Contains(' ') ? previous!.Let("nint", text, "i") : text;
    }

    string Operand(Index operand, Scope level) => operand switch
    {
        IndexVariable variable => level.Variable(variable.Axis),
        IndexQuotient quotient => level.Let("nint", $"IndexMath.Quotient({Print(quotient.Operand, level)}, {Closed(quotient.Divisor)})", "i"),
        IndexRemainder remainder => level.Let("nint", $"IndexMath.Remainder({Print(remainder.Operand, level)}, {Closed(remainder.Divisor)})", "i"),
        IndexMinimum minimum => level.Let("nint", $"nint.Min({Print(minimum.Left, level)}, {Print(minimum.Right, level)})", "i"),
        IndexGroup => "group",
        IndexTable table => level.Let("nint", $"Unsafe.Add(ref {parameters.Table(table.Values)}, {Print(table.Position, level)})", "i"),
        _ => throw new InvalidOperationException($"{operand} is not an operand of an index."),
    };
}
