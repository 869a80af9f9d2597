using System.Collections.Immutable;
using Lathe.Generator.Graph;
using Lathe.Generator.Ops;

namespace Lathe.Generator.Passes;

/// <summary>Carries tensors that are one number everywhere into the expressions that use them, and through movement.</summary>
internal static class SimplifyFills
{
    public static NetworkGraph Run(NetworkGraph network) => GraphRewriter.Rewrite(network, Rewrite);

    static Node Rewrite(GraphBuilder graph, Node old, ImmutableArray<Node> inputs)
    {
        var fills = inputs.Select(Fill).ToArray();
        if (inputs.IsEmpty || fills.All(fill => fill is null))
            return graph.Copy(old, inputs);
        return old.Operation switch
        {
            Map map => SimplifyScalars.Rebuild(graph, map, SimplifyScalars.Simplify(Inlined(map.Expression, fills)), inputs),
            IUniform uniform => graph.Add(new Map(uniform.Uniform(fills[0]!, inputs[0].Shape), old.Shape, old.Type)),
            _ => graph.Copy(old, inputs),
        };
    }

    // What a node holds everywhere, where that is the same number: constants, and extents that depend on the batch.
    static Scalar? Fill(Node node) =>
        node.Operation is Map map && ScalarTraversal.Leaves(map.Expression).All(leaf => leaf is Constant or Extent) ? map.Expression : null;

    static Scalar Inlined(Scalar expression, Scalar?[] fills) =>
        ScalarTraversal.Replace(expression, leaf => leaf is Operand operand ? fills[operand.Position] ?? leaf : leaf);
}
