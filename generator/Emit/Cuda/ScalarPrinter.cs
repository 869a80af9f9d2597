using Lathe.Generator.Graph;
using Lathe.Generator.Plan;

namespace Lathe.Generator.Emit.Cuda;

/// <summary>Prints scalar expressions. An expression is computed in the outermost scope that knows its variables, and has a name there if an inner
/// scope or more than one place uses it.</summary>
internal sealed class ScalarPrinter
{
    readonly KernelParameters parameters;
    readonly IndexPrinter indices;
    readonly AccessPrinter accesses;
    readonly FoldPrinter folds;
    readonly Scope block;
    readonly ICollection<Value> stored;

    /// <summary>A printer for a block of threads that stores some values: reading them stays in the block, behind the stores.</summary>
    public ScalarPrinter(KernelParameters parameters, IndexPrinter indices, AccessPrinter accesses, Scope block, ICollection<Value> stored)
    {
        this.block = block;
        this.stored = stored;
        this.parameters = parameters;
        this.indices = indices;
        this.accesses = accesses;
        folds = new FoldPrinter(this, indices);
    }

    /// <summary>Values that the sweep at hand stores: reading them stays where it is.</summary>
    public ICollection<Value> StoredHere { get; set; } = [];

    /// <summary>The threads that share a fold; null where each thread folds for itself.</summary>
    public Team? Team { get; set; }

    /// <summary>What one thread of the block does alone; null where all have something to do.</summary>
    public Scope? Alone { get; set; }

    /// <summary>The loop over four neighbours, if there is one.</summary>
    public FourLoop? Four { get; set; }

    /// <summary>A value of which the elements at hand are in an array already; null if there is none.</summary>
    public (int Value, string Array)? AtHand { get; set; }

    /// <summary>An expression, to be used in a scope.</summary>
    /// <param name="expression">What to compute.</param>
    /// <param name="surroundings">The type of an expression that has none of its own.</param>
    /// <param name="scope">Where it is used.</param>
    public string Print(Expression expression, DType surroundings, Scope scope)
    {
        var type = expression.Type ?? surroundings;
        if (expression.Scalar is Constant constant)
            return CudaDialect.Constant(type, constant.Value);
        if (expression.Scalar is Setting setting)
            return parameters.Setting(type, setting.Value);
        if (scope.Computed(expression.Id, type) is { } known)
            return known;
        var level = expression.Reads(StoredHere) ? scope : scope.OutermostFor(expression.Variables);
        if (level.Depth < block.Depth && expression.Reads(stored))
            level = block;
        if (Team is { } team)
            level = LevelIn(team, expression, level, scope);
        if (Alone is { } alone && level.Depth < alone.Depth)
            level = alone;
        if (expression.Scalar is Fold or FoldArgMax)
        {
            var result = folds.Print(expression, type, level);
            level.Remember(expression.Id, type, result);
            return result;
        }

        var text = Text(expression, type, level);
        return level == scope && expression.Uses <= 1 ? text : Name(expression, type, text, level);
    }

    /// <summary>Where a team computes an expression: long folds where all its threads are, and what the first thread alone needs in that thread alone. The others
    /// would read what it may have stored over by then.</summary>
    static Scope LevelIn(Team team, Expression expression, Scope level, Scope scope)
    {
        var isShared = FoldPrinter.LongIn(expression, team.Block) is not null;
        return isShared && level.Depth < team.Scope.Depth ? team.Scope
            : level == team.Scope && scope == team.First && !(isShared && expression.Scalar is Fold or FoldArgMax) ? scope
            : level;
    }

    /// <summary>The same, with a name of its own.</summary>
    public string PrintNamed(Expression expression, DType surroundings, Scope scope)
    {
        var text = Print(expression, surroundings, scope);
        return text.All(char.IsLetterOrDigit) ? text : Name(expression, expression.Type ?? surroundings, text, scope);
    }

    static string Name(Expression expression, DType type, string text, Scope level)
    {
        var name = level.Fresh("v");
        level.Code.Line($"const {CudaDialect.NumberOf(type)} {name} = {CudaDialect.Unwrapped(text)};");
        level.Remember(expression.Id, type, name);
        return name;
    }

    string Text(Expression expression, DType type, Scope scope)
    {
        // Comparisons have the type of what they compare.
        var operand = expression.Scalar is Binary or Cast
            ? expression.Children.Select(child => child.Type).FirstOrDefault(known => known is not null) ?? (type == DType.Boolean ? DType.Float32 : type)
            : type;
        string Child(int position, DType surroundings) => Print(expression.Children[position], surroundings, scope);
        return expression.Scalar switch
        {
            Load load when AtHand is { } known && load.Access.Value.Id == known.Value => Four!.Element(known.Array),
            Load load => Four is { } four && four.Lanes == scope ? four.Element(load.Access, accesses) : accesses.Load(load.Access, scope),
            Number number => $"({CudaDialect.NumberOf(type)})({indices.Print(number.Index, scope)})",
            Extent extent => $"({CudaDialect.NumberOf(type)}){parameters.Integer(new IndexDim(extent.Dim))}",
            RandomWord word => Words(word, scope),
            Unary unary => CudaDialect.Unary(unary.Operator, type, Child(0, type)),
            Binary binary => CudaDialect.Binary(binary.Operator, operand, Child(0, operand), Child(1, operand)),
            FusedMultiplyAdd => CudaDialect.FusedMultiplyAdd(type, Child(0, type), Child(1, type), Child(2, type)),
            Select => CudaDialect.Select(Child(0, DType.Boolean), Child(1, type), Child(2, type)),
            Cast cast => CudaDialect.Cast(operand, cast.Type, Child(0, operand)),
            _ => throw new InvalidOperationException($"{expression.Scalar.GetType().Name} does not belong into a plan."),
        };
    }

    string Words(RandomWord word, Scope scope)
    {
        var stream = $"{parameters.StepBlock()}, {parameters.Stream(word.Key)}";
        return Four is { } four && four.Lanes == scope && four.Words(word, stream, indices) is { } element
            ? element
            : $"random_word({stream}, {indices.Print(word.Sample, scope)}, {indices.Print(word.Element, scope)})";
    }
}
