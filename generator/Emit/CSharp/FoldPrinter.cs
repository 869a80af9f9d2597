using Lathe.Generator.Graph;
using Lathe.Generator.Ops;
using Lathe.Generator.Plan;

namespace Lathe.Generator.Emit.CSharp;

/// <summary>Prints folds as loops before the place that uses them. Outside of vector loops, a fold over neighbouring elements runs in sixteen lanes,
/// which are combined in one fixed tree.</summary>
internal sealed class FoldPrinter(ScalarPrinter scalars, IndexPrinter indices)
{
    /// <summary>Writes the loops.</summary>
    /// <returns>The name of the result.</returns>
    public string Print(Expression expression, DType type, Scope scope) => expression.Scalar switch
    {
        Fold fold => Fold(fold, expression.Children[0], type, scope),
        FoldArgMax fold => ArgMax(fold, expression.Children[0], scope),
        _ => throw new InvalidOperationException($"{expression.Scalar} is not a fold."),
    };

    /// <summary>Writes the statement that adds a float32 to a sum; a product is multiplied and added at once.</summary>
    public void Add(string sum, Expression addend, Scope scope)
    {
        if (addend is { Scalar: Binary { Operator: BinaryOperator.Multiply }, Uses: 1 })
        {
            var (left, right) = (scalars.Print(addend.Children[0], DType.Float32, scope), scalars.Print(addend.Children[1], DType.Float32, scope));
            scope.Code.Line($"{sum} = {CSharpDialect.MultiplyAdd(left, right, sum)};");
        }
        else
        {
            scope.Code.Line($"{sum} += {CSharpDialect.Unwrapped(scalars.Print(addend, DType.Float32, scope))};");
        }
    }

    string Fold(Fold fold, Expression body, DType type, Scope scope)
    {
        var bodyType = body.Type ?? type;
        var isDouble = bodyType == DType.Float64 || (bodyType == DType.Float32 && fold is { Kind: ReduceKind.Sum, Accumulator: DType.Float64 });
        var accumulator = isDouble ? DType.Float64 : bodyType;
        var name = scope.Fresh(fold.Kind switch
        {
            ReduceKind.Sum => "sum",
            ReduceKind.Maximum => "max",
            _ => "min",
        });
        scope.Code.Line($"var {name} = {Identity(fold.Kind, accumulator)};");
        var lanes = scope.VectorAxis is null ? FoldLanes.AxisOf(fold, body) : null;
        var loops = new LoopPrinter(indices, scope, fold.Axes.Items, lanes?.Id);
        var inner = loops.Body;
        if (lanes is null && fold.Kind == ReduceKind.Sum && accumulator == DType.Float32)
        {
            Add(name, body, inner);
        }
        else
        {
            var value = lanes is null ? scalars.Print(body, bodyType, inner) : Existing(scalars.PrintNamed(body, bodyType, inner), fold.Kind, inner);
            value = CSharpDialect.Cast(bodyType, accumulator, value);
            inner.Code.Line(fold.Kind == ReduceKind.Sum && accumulator is DType.Float32 or DType.Float64
                ? $"{name} += {CSharpDialect.Unwrapped(value)};"
                : $"{name} = {CSharpDialect.Binary(Combination(fold.Kind), accumulator, name, value)};");
        }

        loops.Close();
        return Result(fold.Kind, name, accumulator, type, lanes is not null, scope);
    }

    /// <summary>Lanes beyond the end of the axis count for nothing.</summary>
    static string Existing(string value, ReduceKind kind, Scope inner) =>
        $"({inner.Left} >= 16 ? {value} : V.Select(V.FirstLanes({inner.Left}), {value}, {Identity(kind, DType.Float32)}))";

    static string Result(ReduceKind kind, string name, DType accumulator, DType type, bool isLanes, Scope scope)
    {
        var text = (isLanes, accumulator, kind) switch
        {
            (false, _, _) => CSharpDialect.Cast(accumulator, type, name),
            (_, DType.Float64, _) => $"V.Create((float)DoubleLanes.Sum({name}))",
            (_, _, ReduceKind.Sum) => $"V.Create(V.Sum({name}))",
            (_, _, ReduceKind.Maximum) => $"V.Create(V.Largest({name}))",
            _ => $"V.Create(V.Smallest({name}))",
        };
        if (text == name)
            return name;
        var result = scope.Fresh("v");
        scope.Code.Line($"var {result} = {text};");
        return result;
    }

    string ArgMax(FoldArgMax fold, Expression body, Scope scope)
    {
        var type = body.Type ?? DType.Float32;
        var (best, at) = (scope.Fresh("best"), scope.Fresh("at"));
        scope.Code.Line($"var {best} = {CSharpDialect.Constant(type, type == DType.Int32 ? int.MinValue : double.NegativeInfinity)};");
        scope.Code.Line($"var {at} = V.CreateInt32(-1);");
        var loops = new LoopPrinter(indices, scope, fold.Axes.Items, vectorAxis: null);
        var inner = loops.Body;
        var value = scalars.PrintNamed(body, type, inner);

        // The first element counts whatever it is; a later one only if it is larger.
        var better = inner.Fresh("better");
        inner.Code.Line($"var {better} = V.LessInt32({at}, V.Zero) | {CSharpDialect.Binary(BinaryOperator.Less, type, best, value)};");
        inner.Code.Line($"{best} = {CSharpDialect.Select(type, better, value, best)};");
        inner.Code.Line($"{at} = V.Select({better}, {scalars.Position(fold.Position, inner)}, {at});");
        loops.Close();
        return at;
    }

    static string Identity(ReduceKind kind, DType type) => CSharpDialect.Constant(type, (kind, type) switch
    {
        (ReduceKind.Sum, _) => 0,
        (ReduceKind.Maximum, DType.Int32) => int.MinValue,
        (ReduceKind.Minimum, DType.Int32) => int.MaxValue,
        (ReduceKind.Maximum, _) => double.NegativeInfinity,
        _ => double.PositiveInfinity,
    });

    static BinaryOperator Combination(ReduceKind kind) => kind switch
    {
        ReduceKind.Sum => BinaryOperator.Add,
        ReduceKind.Maximum => BinaryOperator.Maximum,
        _ => BinaryOperator.Minimum,
    };
}
