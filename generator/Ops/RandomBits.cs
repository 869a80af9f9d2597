using System.Collections.Immutable;
using Lathe.Generator.Graph;

namespace Lathe.Generator.Ops;

/// <summary>Uniform 32-bit integers: Philox4x32-10, keyed by seed, step, a hash of <paramref name="Key"/>, sample and element. Axis 0 is the
/// sample where it depends on the batch; the element is the row-major position over the other axes.</summary>
internal sealed partial record RandomBits(string Key, Shape Shape) : Operation
{
    public override string Describe() => $"random bits {Key} {Shape}";

    public override TensorType Infer(ImmutableArray<Node> inputs) => new(Shape, DType.UInt32);

    public override ImmutableArray<Node?> Gradient(GraphBuilder graph, Node self, Node gradient) => [];
}

internal static partial class Primitives
{
    /// <summary>Uniform 32-bit integers of the stream that <paramref name="key"/> names.</summary>
    public static Node RandomBits(this GraphBuilder graph, string key, Shape shape) => graph.Add(new RandomBits(key, shape));
}
