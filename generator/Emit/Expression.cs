using System.Collections.Immutable;
using Lathe.Generator.Graph;
using Lathe.Generator.Plan;

namespace Lathe.Generator.Emit;

/// <summary>A scalar expression of one nest of loops, unique among equal ones, with what the printer has to know of it.</summary>
internal sealed class Expression(int id, Scalar scalar, ImmutableArray<Expression> children)
{
    int[]? variables;

    public int Id => id;

    public Scalar Scalar => scalar;

    public ImmutableArray<Expression> Children => children;

    /// <summary>How many expressions and stores name it.</summary>
    public int Uses { get; set; }

    /// <summary>Its type; null where it takes that of its surroundings.</summary>
    public DType? Type { get; } = TypeOf(scalar, children);

    /// <summary>The loop variables that it depends on, those that it binds itself left out.</summary>
    public int[] Variables => variables ??= [.. VariablesOf(scalar, children).Distinct()];

    /// <summary>Whether it reads one of the values.</summary>
    public bool Reads(ICollection<Value> values) =>
        (scalar is Load load && values.Contains(load.Access.Value)) || children.Any(child => child.Reads(values));

    static DType? TypeOf(Scalar scalar, ImmutableArray<Expression> children) => scalar switch
    {
        Load load => load.Access.Value.Type == DType.BFloat16 ? DType.Float32 : load.Access.Value.Type,
        Cast cast => cast.Type,
        RandomWord => DType.UInt32,
        FoldArgMax => DType.Int32,
        Fold => children[0].Type == DType.Float64 ? DType.Float32 : children[0].Type ?? DType.Float32,
        Binary { Operator: BinaryOperator.Less or BinaryOperator.LessOrEqual or BinaryOperator.Equal or BinaryOperator.And or BinaryOperator.Or } => DType.Boolean,
        Unary { Operator: UnaryOperator.Not } => DType.Boolean,
        Select => children[1].Type ?? children[2].Type,
        _ => children.Select(child => child.Type).FirstOrDefault(type => type is not null),
    };

    static IEnumerable<int> VariablesOf(Scalar scalar, ImmutableArray<Expression> children)
    {
        var inner = children.SelectMany(child => child.Variables);
        return scalar switch
        {
            Load load => IndexVariables.Of(load.Access),
            Number number => IndexVariables.Of(number.Index),
            RandomWord word => IndexVariables.Of(word.Sample).Concat(IndexVariables.Of(word.Element)),
            Fold fold => Unbound(inner, fold.Axes.Items),
            FoldArgMax fold => Unbound(inner.Concat(IndexVariables.Of(fold.Position)), fold.Axes.Items),
            _ => inner,
        };
    }

    static IEnumerable<int> Unbound(IEnumerable<int> inner, ImmutableArray<LoopAxis> axes) =>
        inner.Concat(axes.SelectMany(axis => IndexVariables.Of(axis.Start).Concat(IndexVariables.Of(axis.End)))).Except(axes.Select(axis => axis.Id));
}
