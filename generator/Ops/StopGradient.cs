using System.Collections.Immutable;
using Lathe.Generator.Graph;

namespace Lathe.Generator.Ops;

/// <summary>Its input, with no gradient through it.</summary>
internal sealed partial record StopGradient : Operation, IMarker, IUniform
{
    public override string Describe() => "stop gradient";

    public override TensorType Infer(ImmutableArray<Node> inputs) => inputs[0].Result;

    public override ImmutableArray<Node?> Gradient(GraphBuilder graph, Node self, Node gradient) => [null];

    public Scalar Uniform(Scalar value, Shape input) => value;
}

internal static partial class Primitives
{
    /// <summary>Its input, with no gradient through it.</summary>
    public static Node StopGradient(this GraphBuilder graph, Node input) => graph.Add(new StopGradient(), input);
}
