using System.Collections.Immutable;
using Lathe.Generator.Graph;

namespace Lathe.Generator.Ops;

/// <summary>An elementwise scalar expression. Inputs have the result's rank; an extent of one broadcasts.</summary>
internal sealed partial record Map(Scalar Expression, Shape Shape, DType Element = DType.Float32) : Operation
{
    public override string Describe() => $"map {Expression}";

    public override TensorType Infer(ImmutableArray<Node> inputs) => throw new InvalidOperationException();

    public override ImmutableArray<Node?> Gradient(GraphBuilder graph, Node self, Node gradient) => throw new InvalidOperationException();
}
