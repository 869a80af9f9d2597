using System.Globalization;
using Lathe.Generator.Graph;

namespace Lathe.Generator.Plan;

/// <summary>Expressions and indices of a Plan as formulas, with the names of loops and buffers.</summary>
internal sealed class PlanText
{
    readonly Dictionary<int, string> names = [];

    /// <summary>Gives a loop its name, or the name and a number where another loop has it.</summary>
    public string Bind(LoopAxis axis)
    {
        var name = axis.Name;
        for (var copy = 2; names.Any(known => known.Value == name && known.Key != axis.Id); copy++)
            name = axis.Name + copy.ToString(CultureInfo.InvariantCulture);
        names[axis.Id] = name;
        return name;
    }

    public string Loop(LoopAxis axis) => $"{Bind(axis)} in {Of(axis.Start)}..{Of(axis.End)}";

    public string Of(Access access)
    {
        var element = $"{Of(access.Value)}[{Of(access.Offset)}]";
        if (access.Guards.Count == 0)
            return element;
        var guards = string.Join(" && ", access.Guards.Items.Select(guard => $"0 <= {Of(guard.Index)} < {Of(guard.End)}"));
        return $"({guards} ? {element} : {Of(access.Fill)})";
    }

    public string Of(Value value) => $"{value.Name}#{value.Id}";

    public string Of(Scalar scalar) => scalar switch
    {
        Load load => Of(load.Access),
        Number number => $"number({Of(number.Index)})",
        Fold fold => Folded(fold.Kind.ToString().ToLowerInvariant() + (fold.Accumulator == DType.Float64 ? "64" : ""), fold.Axes.Items, fold.Body),
        FoldArgMax fold => Folded("argmax", fold.Axes.Items, fold.Body) + $" at {Of(fold.Position)}",
        RandomWord random => $"random(\"{random.Key}\", {Of(random.Sample)}, {Of(random.Element)})",
        Unary { Operator: UnaryOperator.Negate } unary => $"-{Of(unary.Operand)}",
        Unary unary => $"{unary.Operator}({Of(unary.Operand)})",
        Binary binary when ScalarText.Symbol(binary.Operator) is { } symbol => $"({Of(binary.Left)} {symbol} {Of(binary.Right)})",
        Binary binary => $"{binary.Operator}({Of(binary.Left)}, {Of(binary.Right)})",
        FusedMultiplyAdd fused => $"fma({Of(fused.Left)}, {Of(fused.Right)}, {Of(fused.Addend)})",
        Select select => $"({Of(select.Condition)} ? {Of(select.WhenTrue)} : {Of(select.WhenFalse)})",
        Cast cast => $"{cast.Type}({Of(cast.Operand)})",
        _ => ScalarText.Of(scalar),
    };

    public string Of(Index index) => index switch
    {
        IndexConstant constant => Of(constant.Value),
        IndexDim dim => dim.Dim.ToString(),
        IndexVariable variable => names.TryGetValue(variable.Axis, out var name) ? name : $"?{variable.Axis}",
        IndexSum sum => $"{Of(sum.Left)} + {Of(sum.Right)}",
        IndexProduct product => $"{Factor(product.Operand)}*{Of(product.Factor)}",
        IndexQuotient quotient => $"{Factor(quotient.Operand)}/{Of(quotient.Divisor)}",
        IndexRemainder remainder => $"{Factor(remainder.Operand)}%{Of(remainder.Divisor)}",
        IndexMinimum minimum => $"min({Of(minimum.Left)}, {Of(minimum.Right)})",
        IndexGroup group => $"group({Of(group.Chunk)} of {Of(group.Chunks)}, {Of(group.Most)})",
        IndexTable table => $"{{{string.Join(" ", table.Values.Items.Take(8))}{(table.Values.Count > 8 ? " …" : "")}}}[{Of(table.Position)}]",
        _ => throw new InvalidOperationException($"There is no text for {index}."),
    };

    string Folded(string fold, IReadOnlyList<LoopAxis> axes, Scalar body)
    {
        var loops = string.Join(", ", axes.Select(Loop));
        return $"{fold}({loops}: {Of(body)})";
    }

    string Factor(Index index) => index is IndexSum ? $"({Of(index)})" : Of(index);

    static string Of(long number) => number.ToString(CultureInfo.InvariantCulture);

    static string Of(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
