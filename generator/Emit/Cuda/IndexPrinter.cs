using Lathe.Generator.Plan;
using Index = Lathe.Generator.Plan.Index;

namespace Lathe.Generator.Emit.Cuda;

/// <summary>Prints indices. Parts that an inner loop does not change are computed before it.</summary>
internal sealed class IndexPrinter(KernelParameters parameters)
{
    /// <summary>An index as an expression of positions.</summary>
    public string Print(Index index, Scope scope)
    {
        var affine = AffineIndex.Of(index);
        var moving = affine.Where(term => IndexVariables.Of(term.Operand).Any(), 0).Terms;
        var rest = affine.Where(term => !IndexVariables.Of(term.Operand).Any(), affine.Constant).ToIndex();
        var text = parameters.Integer(rest);
        if (moving.IsEmpty)
            return text;
        text = text == "0" ? "" : text;
        Scope? previous = null;
        foreach (var (term, level) in moving
            .Select(term => (term, level: scope.OutermostFor([.. IndexVariables.Of(term.Operand)])))
            .OrderBy(pair => pair.level.Depth))
        {
            // Whatever an outer loop fixes is added up there.
            if (previous is not null && previous != level && text.Contains(' '))
                text = previous.Let("const index", text, "i");
            previous = level;
            var isNegative = term.Factor < 0;
            var operand = Operand(term.Operand, level);
            var product = Math.Abs(term.Factor) == 1 ? operand : $"{operand} * {parameters.Integer(Math.Abs(term.Factor))}";
            text = text.Length == 0 ? (isNegative ? $"-{product}" : product) : $"{text} {(isNegative ? '-' : '+')} {product}";
        }

        return previous != scope && text.Contains(' ') ? previous!.Let("const index", text, "i") : text;
    }

    /// <summary>A name for an index that is used more than once.</summary>
    public string Name(Index index, Scope scope)
    {
        var text = Print(index, scope);
        return text.Contains(' ') ? scope.Let("const index", text, "i") : text;
    }

    /// <summary>How many positions an axis has.</summary>
    public string Extent(LoopAxis axis, Scope scope)
    {
        if (axis.IsWhole)
            return parameters.Integer(axis.End);
        var level = scope.OutermostFor([.. IndexVariables.Of(axis.Start), .. IndexVariables.Of(axis.End)]);
        return level.Let("const index", Print(axis.End + (axis.Start * -1), level), "i");
    }

    string Operand(Index operand, Scope level) => operand switch
    {
        IndexVariable variable => level.Variable(variable.Axis),
        IndexQuotient quotient => level.Let("const index", $"quotient({Print(quotient.Operand, level)}, {parameters.Integer(quotient.Divisor)})", "i"),
        IndexRemainder remainder => level.Let("const index", $"remainder_of({Print(remainder.Operand, level)}, {parameters.Integer(remainder.Divisor)})", "i"),
        IndexMinimum minimum => level.Let("const index", $"smaller({Print(minimum.Left, level)}, {Print(minimum.Right, level)})", "i"),
        IndexTable table => level.Let("const index", $"{parameters.Table(table.Values)}[{Print(table.Position, level)}]", "i"),
        _ => throw new InvalidOperationException($"{operand} is not an operand of an index."),
    };
}
