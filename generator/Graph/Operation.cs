using System.Collections.Immutable;

namespace Lathe.Generator.Graph;

/// <summary>What a node computes. An operation is a value: two nodes with equal operations and inputs compute the same.
/// Each lives in a file of <c>generator/Ops</c> with its shape rule, its gradient and its lowering.</summary>
internal abstract record Operation
{
    /// <summary>The field's name of the operation, for dumps: <c>reduce sum over 1, 2</c>.</summary>
    public abstract string Describe();

    /// <summary>Shape and type of the result.</summary>
    /// <exception cref="ShapeException">The inputs do not fit.</exception>
    public abstract TensorType Infer(ImmutableArray<Node> inputs);

    /// <summary>The gradient with respect to each input, given that of the result; null where there is none.</summary>
    public abstract ImmutableArray<Node?> Gradient(GraphBuilder graph, Node self, Node gradient);
}

/// <summary>Shape and element type.</summary>
internal readonly record struct TensorType(Shape Shape, DType Type)
{
    public override string ToString() => $"{Type}{Shape}";
}

/// <summary>A shape rule was broken. The frontend turns the message into a diagnostic at the expression.</summary>
internal sealed class ShapeException(string message) : Exception(message);
