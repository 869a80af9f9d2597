using Lathe.Generator.Graph;
using Lathe.Generator.Ops;
using Lathe.Generator.Plan;

namespace Lathe.Generator.Emit.Cuda;

/// <summary>Prints folds as loops before the place that uses them: each thread its own, or a team of threads one together.</summary>
internal sealed class FoldPrinter(ScalarPrinter scalars, IndexPrinter indices)
{
    /// <summary>A fold up to so long is a thread's own.</summary>
    const int Short = 32;

    /// <summary>Whether a team should share a fold: a window, which moves with the element, is a thread's own.</summary>
    /// <param name="scalar">The fold, or another expression.</param>
    /// <param name="block">Where the variables are known that all threads of a block share.</param>
    static bool IsLong(Scalar scalar, Scope block) =>
        scalar is Fold fold
        && fold.Axes.Items.All(axis => IndexVariables.Of(axis.Start).Concat(IndexVariables.Of(axis.End)).All(block.Binds))
        && !fold.Axes.Items.All(axis => IndexVariables.IsShorter(axis, Short + 1));

    /// <summary>The first fold in an expression that a team should share; null if there is none.</summary>
    public static Expression? LongIn(Expression expression, Scope block) => IsLong(expression.Scalar, block)
        ? expression
        : expression.Children.Select(child => LongIn(child, block)).FirstOrDefault(fold => fold is not null);

    /// <summary>Writes the loops.</summary>
    /// <returns>The name of the result.</returns>
    public string Print(Expression expression, DType type, Scope scope) => expression.Scalar switch
    {
        Fold fold => Fold(fold, expression.Children[0], type, scope),
        FoldArgMax fold => ArgMax(fold, expression.Children[0], scope),
        _ => throw new InvalidOperationException($"{expression.Scalar} is not a fold."),
    };

    /// <summary>Writes the statement that adds a number to a sum; a product of float32 is added with one rounding.</summary>
    public void Add(string sum, Expression addend, DType accumulator, Scope scope)
    {
        if (accumulator == DType.Float32 && addend is { Scalar: Binary { Operator: BinaryOperator.Multiply }, Uses: 1 })
        {
            var (left, right) = (scalars.Print(addend.Children[0], DType.Float32, scope), scalars.Print(addend.Children[1], DType.Float32, scope));
            scope.Code.Line($"{sum} = {CudaDialect.FusedMultiplyAdd(DType.Float32, left, right, sum)};");
            return;
        }

        var type = addend.Type ?? accumulator;
        scope.Code.Line($"{sum} += {CudaDialect.Unwrapped(CudaDialect.Cast(type, accumulator, scalars.Print(addend, type, scope)))};");
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
        scope.Code.Line($"{CudaDialect.NumberOf(accumulator)} {name} = {Identity(fold.Kind, accumulator)};");
        var team = scalars.Team is { } threads && IsLong(fold, threads.Block) ? threads : null;
        var loops = new LoopPrinter(indices, scope);
        if (team is null)
            loops.OpenAll(fold.Axes.Items);
        else
            loops.OpenFlat(fold.Axes.Items, $"{team.Exists} ? {team.Lane} : ", team.Lanes);
        if (fold.Kind == ReduceKind.Sum)
        {
            Add(name, body, accumulator, loops.Body);
        }
        else
        {
            var value = CudaDialect.Cast(bodyType, accumulator, scalars.Print(body, bodyType, loops.Body));
            loops.Body.Code.Line($"{name} = {CudaDialect.Binary(Combination(fold.Kind), accumulator, name, value)};");
        }

        loops.Close();
        if (team is not null)
            scope.Code.Line($"{name} = team_{Verb(fold.Kind)}{team.Arguments}({name});");
        var result = CudaDialect.Cast(accumulator, type, name);
        if (result == name)
            return name;
        var rounded = scope.Fresh("v");
        scope.Code.Line($"const {CudaDialect.NumberOf(type)} {rounded} = {result};");
        return rounded;
    }

    string ArgMax(FoldArgMax fold, Expression body, Scope scope)
    {
        var type = body.Type ?? DType.Float32;
        var (best, at) = (scope.Fresh("best"), scope.Fresh("at"));
        scope.Code.Line($"{CudaDialect.NumberOf(type)} {best} = {CudaDialect.Constant(type, 0)};");
        scope.Code.Line($"int {at} = -1;");
        var loops = new LoopPrinter(indices, scope);
        loops.OpenAll(fold.Axes.Items);
        var inner = loops.Body;
        var value = scalars.PrintNamed(body, type, inner);

        // The first element counts whatever it is; a later one only if it is larger.
        inner.Code.Open($"if ({at} < 0 || {best} < {value})");
        inner.Code.Line($"{best} = {value};");
        inner.Code.Line($"{at} = (int)({indices.Print(fold.Position, inner)});");
        inner.Code.Close();
        loops.Close();
        return at;
    }

    static string Identity(ReduceKind kind, DType type) => CudaDialect.Constant(type, (kind, type) switch
    {
        (ReduceKind.Sum, _) => 0,
        (ReduceKind.Maximum, DType.Int32) => int.MinValue,
        (ReduceKind.Minimum, DType.Int32) => int.MaxValue,
        (ReduceKind.Maximum, _) => double.NegativeInfinity,
        _ => double.PositiveInfinity,
    });

    static string Verb(ReduceKind kind) => kind switch
    {
        ReduceKind.Sum => "sum",
        ReduceKind.Maximum => "maximum",
        _ => "minimum",
    };

    static BinaryOperator Combination(ReduceKind kind) => kind == ReduceKind.Maximum ? BinaryOperator.Maximum : BinaryOperator.Minimum;
}
