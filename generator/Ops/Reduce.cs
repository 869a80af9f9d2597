using System.Collections.Immutable;
using Lathe.Generator.Graph;
using Lathe.Generator.Support;

namespace Lathe.Generator.Ops;

internal enum ReduceKind
{
    Sum,
    Maximum,
    Minimum,
}

/// <summary>Folds whole axes; they stay, with extent one.</summary>
internal sealed partial record Reduce(ReduceKind Kind, EquatableArray<int> Axes) : Operation
{
    public override string Describe() => $"reduce {Kind} over {string.Join(", ", Axes)}";

    public override TensorType Infer(ImmutableArray<Node> inputs) => throw new InvalidOperationException();

    public override ImmutableArray<Node?> Gradient(GraphBuilder graph, Node self, Node gradient) => throw new InvalidOperationException();
}

/// <summary>The first position of the largest element along an axis, as Int32; the axis stays, with extent one.</summary>
internal sealed partial record ArgMax(int Axis) : Operation
{
    public override string Describe() => $"argmax over {Axis}";

    public override TensorType Infer(ImmutableArray<Node> inputs) => throw new InvalidOperationException();

    public override ImmutableArray<Node?> Gradient(GraphBuilder graph, Node self, Node gradient) => throw new InvalidOperationException();
}
