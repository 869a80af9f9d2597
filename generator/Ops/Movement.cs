using System.Collections.Immutable;
using Lathe.Generator.Graph;
using Lathe.Generator.Support;

namespace Lathe.Generator.Ops;

/// <summary>Other extents over the same elements in the same row-major order.</summary>
internal sealed partial record Reshape(Shape Shape) : Operation
{
    public override string Describe() => $"reshape {Shape}";

    public override TensorType Infer(ImmutableArray<Node> inputs) => throw new InvalidOperationException();

    public override ImmutableArray<Node?> Gradient(GraphBuilder graph, Node self, Node gradient) => throw new InvalidOperationException();
}

/// <summary>Result axis i is input axis <c>Permutation[i]</c>.</summary>
internal sealed partial record Transpose(EquatableArray<int> Permutation) : Operation
{
    public override string Describe() => $"transpose {string.Join(", ", Permutation)}";

    public override TensorType Infer(ImmutableArray<Node> inputs) => throw new InvalidOperationException();

    public override ImmutableArray<Node?> Gradient(GraphBuilder graph, Node self, Node gradient) => throw new InvalidOperationException();
}

/// <summary>Elements <c>Start, Start + Step, …</c>, <c>Length</c> of them, along one axis.</summary>
internal sealed partial record Slice(int Axis, int Start, int Length, int Step = 1) : Operation
{
    public override string Describe() => $"slice axis {Axis} from {Start} length {Length} step {Step}";

    public override TensorType Infer(ImmutableArray<Node> inputs) => throw new InvalidOperationException();

    public override ImmutableArray<Node?> Gradient(GraphBuilder graph, Node self, Node gradient) => throw new InvalidOperationException();
}

/// <summary>Constants around and between the elements of one axis: <c>Before</c>, then the elements with <c>Between</c> constants after each
/// but the last, then <c>After</c>.</summary>
internal sealed partial record Pad(int Axis, int Before, int After, int Between = 0, double Value = 0) : Operation
{
    public override string Describe() => $"pad axis {Axis} {Before}+{After} between {Between}";

    public override TensorType Infer(ImmutableArray<Node> inputs) => throw new InvalidOperationException();

    public override ImmutableArray<Node?> Gradient(GraphBuilder graph, Node self, Node gradient) => throw new InvalidOperationException();
}

/// <summary>The inputs one after the other along an axis.</summary>
internal sealed partial record Concatenate(int Axis) : Operation
{
    public override string Describe() => $"concatenate along {Axis}";

    public override TensorType Infer(ImmutableArray<Node> inputs) => throw new InvalidOperationException();

    public override ImmutableArray<Node?> Gradient(GraphBuilder graph, Node self, Node gradient) => throw new InvalidOperationException();
}

/// <summary>Along one axis, output o is the sum over its taps t of <c>Weights[o][t] * input[Indices[o][t]]</c>; an index of -1 is no tap. Rows are
/// equally long. Position tables, bilinear interpolation, roll and window partition are this; so is its gradient, by the transposed table.</summary>
internal sealed partial record Gather(int Axis, EquatableArray<EquatableArray<int>> Indices, EquatableArray<EquatableArray<double>> Weights) : Operation
{
    public override string Describe() => $"gather {Indices.Count} along {Axis}";

    public override TensorType Infer(ImmutableArray<Node> inputs) => throw new InvalidOperationException();

    public override ImmutableArray<Node?> Gradient(GraphBuilder graph, Node self, Node gradient) => throw new InvalidOperationException();
}
