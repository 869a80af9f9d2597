using System.Collections.Immutable;
using Lathe.Generator.Graph;
using Lathe.Generator.Support;

namespace Lathe.Generator.Ops;

/// <summary>A node without inputs: it brings a tensor in from outside.</summary>
internal abstract partial record Source : Operation
{
    public abstract TensorType Type { get; }

    public sealed override TensorType Infer(ImmutableArray<Node> inputs) => Type;

    public sealed override ImmutableArray<Node?> Gradient(GraphBuilder graph, Node self, Node gradient) => [];
}

/// <summary>A tensor that the caller hands in: <c>x</c>, <c>targets</c>, <c>gradient:logits</c>.</summary>
internal sealed partial record Input(string Name, TensorType Tensor) : Source
{
    public override TensorType Type => Tensor;

    public override string Describe() => $"input {Name}";
}

/// <summary>A trainable parameter in its memory layout.</summary>
internal sealed partial record ParameterSource(Parameter Parameter) : Source
{
    public override TensorType Type => new(Shape.Static(Parameter.Layout.MemoryShape), DType.Float32);

    public override string Describe() => $"parameter {Parameter.Name}";
}

/// <summary>A running statistic, as it was at the start of the step.</summary>
internal sealed partial record StateSource(State State) : Source
{
    public override TensorType Type => new(Shape.Static(State.Shape), DType.Float32);

    public override string Describe() => $"state {State.Name}";
}

/// <summary>A tensor known at build time: a table, the counts of uneven windows.</summary>
internal sealed partial record ConstantTensor(Shape Shape, DType Element, EquatableArray<double> Values) : Source
{
    public override TensorType Type => new(Shape, Element);

    public override string Describe() => $"constant {Shape}";
}

internal static partial class Primitives
{
    /// <summary>A tensor that the caller hands in.</summary>
    public static Node Input(this GraphBuilder graph, string name, Shape shape, DType type = DType.Float32) => graph.Add(new Input(name, new(shape, type)));

    /// <summary>A trainable parameter in its memory layout.</summary>
    public static Node Parameter(this GraphBuilder graph, Parameter parameter) => graph.Add(new ParameterSource(parameter));

    /// <summary>A running statistic.</summary>
    public static Node State(this GraphBuilder graph, State state) => graph.Add(new StateSource(state));

    /// <summary>A tensor known at build time; a single number needs no table.</summary>
    public static Node Constant(this GraphBuilder graph, Shape shape, IEnumerable<double> values, DType type = DType.Float32)
    {
        var table = values.ToEquatableArray();
        return shape.Size == table.Count
            ? graph.Add(new ConstantTensor(shape, type, table))
            : throw new ShapeException($"{shape} has {shape.Size} elements, {table.Count} values were given.");
    }
}
