using System.Collections.Immutable;
using Lathe.Generator.Graph;
using Lathe.Generator.Support;

namespace Lathe.Generator.Ops;

/// <summary>Result axis i is input axis <c>Permutation[i]</c>.</summary>
internal sealed partial record Transpose(EquatableArray<int> Permutation) : Operation, IComposable, IUniform
{
    /// <summary>The permutation that undoes this one.</summary>
    public EquatableArray<int> Inverse
    {
        get
        {
            var permutation = Permutation.Items;
            return Enumerable.Range(0, permutation.Length).Select(axis => permutation.IndexOf(axis)).ToEquatableArray();
        }
    }

    public override string Describe() => $"transpose {string.Join(", ", Permutation)}";

    public override TensorType Infer(ImmutableArray<Node> inputs)
    {
        var shape = inputs[0].Shape;
        if (!Permutation.Items.OrderBy(axis => axis).SequenceEqual(Enumerable.Range(0, shape.Rank)))
            throw new ShapeException($"{Permutation} is not a permutation of the axes of {ShapeText.Sample(shape)}.");
        if (shape.IsBatched && Permutation[0] != 0)
            throw new ShapeException($"{Permutation} moves the batch away from the front of {shape}.");
        return new(shape.Permuted(Permutation.Items.AsSpan()), inputs[0].Type);
    }

    public override ImmutableArray<Node?> Gradient(GraphBuilder graph, Node self, Node gradient) => [graph.Transpose(gradient, [.. Inverse])];

    /// <summary>Permutations that follow each other are one; where only axes of extent one change places, the elements stay where they are.</summary>
    public Node Compose(GraphBuilder graph, ImmutableArray<Node> inputs)
    {
        var input = inputs[0];
        if (input.Operation is Transpose inner)
            return new Transpose(Permutation.Items.Select(axis => inner.Permutation[axis]).ToEquatableArray()).Compose(graph, input.Inputs);
        return input.Shape.IsMovedBy(Permutation.Items.AsSpan())
            ? graph.Transpose(input, [.. Permutation])
            : new Reshape(Infer(inputs).Shape).Compose(graph, inputs);
    }

    public Scalar Uniform(Scalar value, Shape input) => value;
}

internal static partial class Primitives
{
    /// <summary>Result axis i is input axis <c>permutation[i]</c>.</summary>
    public static Node Transpose(this GraphBuilder graph, Node input, params int[] permutation) =>
        permutation.SequenceEqual(Enumerable.Range(0, input.Shape.Rank)) ? input : graph.Add(new Transpose(permutation.ToEquatableArray()), input);
}
