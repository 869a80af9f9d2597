using System.Collections.Immutable;
using Lathe.Generator.Graph;

namespace Lathe.Generator.Ops;

/// <summary>Other extents over the same elements in the same row-major order.</summary>
internal sealed partial record Reshape(Shape Shape) : Operation, IComposable, IUniform
{
    public override string Describe() => $"reshape {Shape}";

    public override TensorType Infer(ImmutableArray<Node> inputs)
    {
        var input = inputs[0].Shape;
        for (var axis = 1; axis < Shape.Rank; axis++)
        {
            if (!Shape[axis].IsStatic)
                throw new ShapeException($"{Shape} has the batch inside.");
        }

        if (input.Size != Shape.Size)
            throw new ShapeException($"{ShapeText.Sample(input)} has {input.Size} elements, {ShapeText.Sample(Shape)} has {Shape.Size}.");
        return new(Shape, inputs[0].Type);
    }

    public override ImmutableArray<Node?> Gradient(GraphBuilder graph, Node self, Node gradient) => [graph.Reshape(gradient, self.Inputs[0].Shape)];

    /// <summary>Of reshapes that follow each other only the last counts.</summary>
    public Node Compose(GraphBuilder graph, ImmutableArray<Node> inputs) =>
        inputs[0].Operation is Reshape ? Compose(graph, inputs[0].Inputs) : graph.Reshape(inputs[0], Shape);

    public Scalar Uniform(Scalar value, Shape input) => value;
}

internal static partial class Primitives
{
    /// <summary>Other extents over the same elements.</summary>
    public static Node Reshape(this GraphBuilder graph, Node input, Shape shape) =>
        input.Shape == shape ? input : graph.Add(new Reshape(shape), input);
}
