using Lathe.Generator.Graph;

namespace Lathe.Generator.Passes;

/// <summary>Rewrites a network into an equal, smaller one. Each rule set is a pass of its own; building anew drops dead nodes and merges equal
/// ones.</summary>
internal static class Simplify
{
    public static NetworkGraph Run(NetworkGraph network)
    {
        network = SimplifyStops.Run(network);
        network = SimplifyFills.Run(network);
        network = SimplifyScalars.Run(network);
        return SimplifyMovement.Run(network);
    }
}
