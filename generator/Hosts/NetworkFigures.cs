using Lathe.Generator.Graph;
using Lathe.Generator.Ops;
using Lathe.Generator.Support;

namespace Lathe.Generator.Hosts;

/// <summary>What the documentation of a network says of it.</summary>
/// <param name="Input">The extents of its input, without the batch.</param>
/// <param name="Parameters">The number of its trainable numbers.</param>
/// <param name="MultiplyAdds">The multiply-adds of one sample in inference.</param>
internal sealed record NetworkFigures(EquatableArray<int> Input, long Parameters, long MultiplyAdds)
{
    public static NetworkFigures Of(NetworkGraph graph) => new(
        graph.Inputs[0].UserShape,
        graph.Parameters.Items.Sum(parameter => parameter.Shape.Items.Aggregate(1L, (product, extent) => product * extent)),
        Ops.MultiplyAdds.Of(graph.Inference));
}
