using System.Collections.Immutable;
using Lathe.Generator.Graph;
using Lathe.Generator.Support;

namespace Lathe.Generator.Ops;

/// <summary>An elementwise scalar expression. Inputs have the result's rank; an extent of one broadcasts.</summary>
internal sealed partial record Map(Scalar Expression, Shape Shape, DType Element = DType.Float32) : Operation
{
    /// <summary>Whether an element is made of the batch's extent itself, as a mean over samples is.</summary>
    public bool DependsOnBatch => ScalarTraversal.Leaves(Expression).OfType<Extent>().Any(extent => !extent.Dim.IsStatic);

    public override string Describe() => $"map {ScalarText.Of(Expression)}";

    public override TensorType Infer(ImmutableArray<Node> inputs)
    {
        var types = new DType[inputs.Length];
        for (var position = 0; position < inputs.Length; position++)
        {
            var input = inputs[position];
            types[position] = input.Type;
            if (!Broadcasting.Stretches(input.Shape, Shape))
                throw new ShapeException($"{ShapeText.Sample(input.Shape)} does not broadcast to {ShapeText.Sample(Shape)}.");
        }

        var type = ScalarTyping.Infer(Expression, types);
        if (Element == DType.Boolean || (type is not null && type != Element))
            throw new ShapeException($"An expression of type {type ?? Element} cannot be stored as {Element}.");
        return new(Shape, Element);
    }

    public override ImmutableArray<Node?> Gradient(GraphBuilder graph, Node self, Node gradient) =>
        MapGradient.Of(graph, this, self, gradient);
}

/// <summary>The primitive operations as methods: one part a file of this folder.</summary>
internal static partial class Primitives
{
    /// <summary>An elementwise expression over inputs that broadcast to a common shape.</summary>
    public static Node Map(this GraphBuilder graph, Scalar expression, params Node[] inputs) =>
        graph.MapTo(expression, Broadcasting.Common(inputs), DType.Float32, inputs);

    /// <summary>An elementwise expression of a given shape and type; inputs are aligned to its rank.</summary>
    public static Node MapTo(this GraphBuilder graph, Scalar expression, Shape shape, DType type, params Node[] inputs)
    {
        var ranked = new Node[inputs.Length];
        for (var position = 0; position < ranked.Length; position++)
        {
            ranked[position] = graph.Align(inputs[position], shape.Rank);
        }

        var aligned = EquatableArray.Adopt(ranked).Items;
        return expression is Operand operand && operand.Position < aligned.Length && aligned[operand.Position].Result == new TensorType(shape, type)
            ? aligned[operand.Position]
            : graph.Add(new Map(expression, shape, type), aligned);
    }

    /// <summary>Evenly spaced numbers along one axis.</summary>
    /// <exception cref="ShapeException">There are none.</exception>
    public static Node Range(this GraphBuilder graph, int count, double start, double step)
    {
        if (count < 1)
            throw new ShapeException($"a range of {count} numbers: at least 1 is needed");
        return graph.Add(new Map((new Iota(0) * step) + start, Shape.Of(count)));
    }

    /// <summary>One number everywhere.</summary>
    public static Node Fill(this GraphBuilder graph, Shape shape, double value) => graph.Add(new Map(value, shape));

    /// <summary>Stretches axes of extent one.</summary>
    public static Node Broadcast(this GraphBuilder graph, Node input, Shape shape) => graph.MapTo(new Operand(0), shape, input.Type, input);

    /// <summary>Inserts axes of extent one: before all others, or after the batch where there is one.</summary>
    public static Node Align(this GraphBuilder graph, Node input, int rank)
    {
        if (input.Shape.Rank >= rank)
            return input;
        var dims = input.Shape.Dims.Items;
        return graph.Reshape(input, new Shape(dims.InsertRange(input.Shape.IsBatched ? 1 : 0, Enumerable.Repeat((Dim)1, rank - dims.Length))));
    }

    public static Node Add(this GraphBuilder graph, Node left, Node right) => graph.Map(Scalars.X + Scalars.Y, left, right);

    public static Node Subtract(this GraphBuilder graph, Node left, Node right) => graph.Map(Scalars.X - Scalars.Y, left, right);

    public static Node Multiply(this GraphBuilder graph, Node left, Node right) => graph.Map(Scalars.X * Scalars.Y, left, right);

    public static Node Divide(this GraphBuilder graph, Node left, Node right) => graph.Map(Scalars.X / Scalars.Y, left, right);

    /// <summary>The product with a number.</summary>
    public static Node Scale(this GraphBuilder graph, Node input, double factor) => graph.Map(Scalars.X * factor, input);
}
