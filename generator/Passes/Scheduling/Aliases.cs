using Lathe.Generator.Graph;
using Lathe.Generator.Ops.Lowering;

namespace Lathe.Generator.Passes.Scheduling;

/// <summary>Nodes whose elements lie in another node's buffer in the same order.</summary>
internal static class Aliases
{
    /// <summary>The node whose buffer it can share.</summary>
    public static Node Base(Node node)
    {
        while (node.Operation is IView { IsAlias: true })
            node = node.Inputs[0];
        return node;
    }
}
