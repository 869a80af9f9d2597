using System.Collections.Immutable;
using Lathe.Generator.Graph;

namespace Lathe.Generator.Plan;

/// <summary>An index as a constant plus multiples of terms: loop variables, or whatever else cannot be taken apart (quotients, remainders,
/// table entries, extents that depend on the batch). Equal terms are gathered.</summary>
internal readonly struct AffineIndex
{
    /// <summary>The terms of the index at hand.</summary>
    [ThreadStatic]
    static List<Term>? gathered;

    AffineIndex(long constant, ImmutableArray<Term> terms)
    {
        Constant = constant;
        Terms = terms;
    }

    public long Constant { get; }

    public ImmutableArray<Term> Terms { get; }

    /// <summary>Whether every term is a multiple of a loop variable.</summary>
    public bool IsAffine
    {
        get
        {
            foreach (var term in Terms)
            {
                if (term.Operand is not IndexVariable)
                    return false;
            }

            return true;
        }
    }

    /// <summary>The sum where it depends on the batch alone; null where something else moves it.</summary>
    public Dim? AsDim()
    {
        var sum = new Dim(0, Constant);
        foreach (var term in Terms)
        {
            if (term.Operand is not IndexDim { Dim: var dim })
                return null;
            sum += dim * new Dim(0, term.Factor);
        }

        return sum;
    }

    public static AffineIndex Of(Index index)
    {
        switch (index)
        {
            case IndexConstant { Value: var value }:
                return new(value, []);
            case IndexVariable:
                return new(0, [new Term(index, 1)]);
        }

        var constant = 0L;
        var terms = gathered ??= [];
        terms.Clear();
        Gather(index, 1, ref constant, terms);
        terms.RemoveAll(static term => term.Factor == 0);
        return new(constant, [.. terms]);
    }

    /// <summary>Whether two indices are the same sum.</summary>
    public static bool AreEqual(Index left, Index right) =>
        Of(Quotient(left, 1)! + (Quotient(right, 1)! * -1)) is { Constant: 0, Terms.IsEmpty: true };

    /// <summary>An index divided by a number that divides all its parts; null where it does not.</summary>
    public static Index? Quotient(Index index, long divisor)
    {
        var affine = Of(index);
        if (affine.Constant % divisor != 0)
            return null;
        Index sum = 0;
        foreach (var term in affine.Terms)
        {
            if (Quotient(term, divisor) is not { } quotient)
                return null;
            sum += quotient;
        }

        return sum + (affine.Constant / divisor);
    }

    /// <summary>The multiple of a loop variable; 0 if it is not among the terms.</summary>
    public long FactorOf(int axis)
    {
        foreach (var term in Terms)
        {
            if (term.Operand is IndexVariable variable && variable.Axis == axis)
                return term.Factor;
        }

        return 0;
    }

    /// <summary>The terms that satisfy a condition, with or without the constant.</summary>
    public AffineIndex Where(Func<Term, bool> condition, long constant) => new(constant, [.. Terms.Where(condition)]);

    public AffineIndex DividedBy(long divisor) =>
        new(Constant / divisor, [.. Terms.Select(term => term with { Factor = term.Factor / divisor })]);

    public Index ToIndex()
    {
        Index sum = 0;
        foreach (var term in Terms)
            sum += term.Operand * term.Factor;
        return sum + Constant;
    }

    static Index? Quotient(Term term, long divisor)
    {
        switch (term.Operand)
        {
            case IndexDim { Dim: var dim } when dim.PerSample * term.Factor % divisor == 0 && dim.Fixed * term.Factor % divisor == 0:
                return new IndexDim(new Dim(dim.PerSample * term.Factor / divisor, dim.Fixed * term.Factor / divisor));
            case IndexMinimum minimum when term.Factor > 0
                && Quotient(minimum.Left * term.Factor, divisor) is { } left && Quotient(minimum.Right * term.Factor, divisor) is { } right:
                return new IndexMinimum(left, right);
            default:
                return term.Factor % divisor == 0 ? term.Operand * (term.Factor / divisor) : null;
        }
    }

    static void Gather(Index index, long factor, ref long constant, List<Term> terms)
    {
        switch (index)
        {
            case IndexConstant { Value: var value }:
                constant += value * factor;
                break;
            case IndexDim { Dim: { IsStatic: true } dim }:
                constant += dim.Fixed * factor;
                break;
            case IndexSum sum:
                Gather(sum.Left, factor, ref constant, terms);
                Gather(sum.Right, factor, ref constant, terms);
                break;
            case IndexProduct product:
                Gather(product.Operand, factor * product.Factor, ref constant, terms);
                break;
            default:
                Add(index, factor, terms);
                break;
        }
    }

    static void Add(Index operand, long factor, List<Term> terms)
    {
        for (var known = 0; known < terms.Count; known++)
        {
            if (terms[known].Operand == operand)
            {
                terms[known] = new Term(operand, terms[known].Factor + factor);
                return;
            }
        }

        terms.Add(new Term(operand, factor));
    }

    /// <summary>A multiple of a loop variable or of something opaque.</summary>
    internal readonly record struct Term(Index Operand, long Factor);
}
