using Lathe.Generator.Graph;
using Lathe.Generator.Plan;
using Index = Lathe.Generator.Plan.Index;

namespace Lathe.Generator.Emit.CSharp;

/// <summary>Prints scalar expressions as expressions over lanes. An expression is computed in the outermost scope that knows its variables, and has
/// a name there if an inner scope or more than one place uses it.</summary>
internal sealed class ScalarPrinter
{
    readonly KernelParameters parameters;
    readonly IndexPrinter indices;
    readonly AccessPrinter accesses;
    readonly FoldPrinter folds;
    readonly Scope chunk;
    readonly ICollection<Value> stored;

    /// <param name="parameters">The parameters of the kernel.</param>
    /// <param name="indices">The printer of indices.</param>
    /// <param name="accesses">The printer of loads.</param>
    /// <param name="chunk">The body of the loop over chunks.</param>
    /// <param name="stored">What the kernel stores: reading it cannot move out of that loop.</param>
    public ScalarPrinter(KernelParameters parameters, IndexPrinter indices, AccessPrinter accesses, Scope chunk, ICollection<Value> stored)
    {
        this.parameters = parameters;
        this.indices = indices;
        this.accesses = accesses;
        this.chunk = chunk;
        this.stored = stored;
        folds = new FoldPrinter(this, indices);
    }

    /// <summary>Values that the nest of loops at hand stores: reading them stays where it is.</summary>
    public ICollection<Value> StoredHere { get; set; } = [];

    /// <summary>A C# expression of lanes, to be used in a scope.</summary>
    /// <param name="expression">What to compute.</param>
    /// <param name="surroundings">The type of an expression that has none of its own.</param>
    /// <param name="scope">Where it is used.</param>
    public string Print(Expression expression, DType surroundings, Scope scope)
    {
        var type = expression.Type ?? surroundings;
        if (expression.Scalar is Constant constant)
            return CSharpDialect.Constant(type, constant.Value);
        if (expression.Scalar is Setting setting)
            return parameters.Setting(type, setting.Value);
        if (scope.Computed(expression.Id, type) is { } known)
            return known;
        var level = expression.Reads(StoredHere) ? scope : scope.OutermostFor(expression.Variables);
        if (level.Depth < chunk.Depth && expression.Reads(stored))
            level = chunk;
        if (expression.Scalar is Fold or FoldArgMax)
        {
            var result = folds.Print(expression, type, level);
            level.Remember(expression.Id, type, result);
            return result;
        }

        var text = Text(expression, type, level);
        return level == scope && expression.Uses <= 1 ? text : Name(expression, type, text, level);
    }

    /// <summary>The same, with a name of its own.</summary>
    public string PrintNamed(Expression expression, DType surroundings, Scope scope)
    {
        var text = Print(expression, surroundings, scope);
        return text.All(char.IsLetterOrDigit) ? text : Name(expression, expression.Type ?? surroundings, text, scope);
    }

    /// <summary>A position as integers.</summary>
    public string Position(Index index, Scope scope)
    {
        if (scope.VectorAxis is not { } axis || AffineIndex.Of(index).FactorOf(axis) is not (not 0 and var factor))
            return $"V.CreateInt32((int){Operand(indices.Print(index, scope))})";
        var steps = factor == 1 ? "V.SequenceInt32" : $"V.MultiplyInt32(V.SequenceInt32, V.CreateInt32((int){indices.Closed(factor)}))";
        return $"V.AddInt32(V.CreateInt32((int){Operand(indices.Print(index, scope))}), {steps})";
    }

    static string Operand(string text) => text.Contains(' ') || text[0] == '-' ? $"({text})" : text;

    static string Name(Expression expression, DType type, string text, Scope level)
    {
        var name = level.Fresh("v");
        level.Code.Line($"var {name} = {CSharpDialect.Unwrapped(text)};");
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
            Load load => accesses.Load(load.Access, scope),
            Number number => FromPosition(Position(number.Index, scope), type),
            Extent extent => FromPosition(Position(new IndexDim(extent.Dim), scope), type),
            RandomWord word => Words(word, scope),
            Unary unary => CSharpDialect.Unary(unary.Operator, type, Child(0, type)),
            Binary binary => CSharpDialect.Binary(binary.Operator, operand, Child(0, operand), Child(1, operand)),
            FusedMultiplyAdd => CSharpDialect.FusedMultiplyAdd(type, Child(0, type), Child(1, type), Child(2, type)),
            Select => CSharpDialect.Select(type, Child(0, DType.Boolean), Child(1, type), Child(2, type)),
            Cast cast => CSharpDialect.Cast(operand, cast.Type, Child(0, operand)),
            _ => throw new InvalidOperationException($"{expression.Scalar.GetType().Name} does not belong into a plan."),
        };
    }

    static string FromPosition(string position, DType type) => CSharpDialect.Cast(DType.Int32, type, position);

    string Words(RandomWord word, Scope scope)
    {
        var stream = $"{parameters.Seed()}, {parameters.Step()}, {parameters.Stream(word.Key)}";
        var words = $"Philox.Words<V>({stream}, {indices.Print(word.Sample, scope)}, {indices.Print(word.Element, scope)})";
        return scope.VectorAxis is { } axis && AffineIndex.Of(word.Element).FactorOf(axis) == 1 ? words : $"V.Create({words}.First)";
    }
}
