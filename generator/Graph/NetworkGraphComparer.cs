using System.Collections.Immutable;
using Lathe.Generator.Support;

namespace Lathe.Generator.Graph;

/// <summary>Whether two graphs say the same. Nodes themselves are compared by identity, so that the equality of the records above them would
/// tell two evaluations of one source apart.</summary>
internal sealed class NetworkGraphComparer : IEqualityComparer<NetworkGraph?>
{
    public static NetworkGraphComparer Instance { get; } = new();

    public bool Equals(NetworkGraph? left, NetworkGraph? right)
    {
        if (ReferenceEquals(left, right))
        {
            return true;
        }

        return left is not null && right is not null
            && left.Name == right.Name
            && left.WinogradTile == right.WinogradTile
            && left.Inputs == right.Inputs
            && left.Parameters == right.Parameters
            && left.States == right.States
            && new Correspondence().Holds(left, right);
    }

    public int GetHashCode(NetworkGraph? graph) =>
        graph is null ? 0 : unchecked((graph.Name.GetHashCode() * 31) + graph.Parameters.GetHashCode());

    /// <summary>Pairs the nodes of two graphs in their orders of creation.</summary>
    sealed class Correspondence
    {
        readonly Dictionary<Node, Node> pairs = [];

        public bool Holds(NetworkGraph left, NetworkGraph right) =>
            Match(left.Training, right.Training)
            && Match(left.Inference, right.Inference)
            && Match(left.Loss, right.Loss)
            && Match(left.Backward, right.Backward)
            && Match<Node>(LayerNodes(left), LayerNodes(right), MatchNode)
            && Match(left.Layers, right.Layers, (one, other) =>
                one.Path == other.Path && one.Kind == other.Kind && Match(one.Training, other.Training) && Match(one.Inference, other.Inference));

        // A layer's output may be one that nothing uses.
        static ImmutableArray<Node> LayerNodes(NetworkGraph graph) =>
            GraphTraversal.Reachable(graph.Layers.Items.SelectMany(layer => new[] { layer.Training, layer.Inference }).OfType<Result>().Select(result => result.Node));

        bool Match(Function? left, Function? right)
        {
            if (left is null || right is null)
            {
                return left is null && right is null;
            }

            return Match<Node>(GraphTraversal.Reachable(left.Roots), GraphTraversal.Reachable(right.Roots), MatchNode)
                && Match(left.Results, right.Results, Match)
                && Match(left.StateUpdates, right.StateUpdates, (one, other) => one.State == other.State && Paired(one.Node, other.Node));
        }

        bool Match(Result? left, Result? right) => left is null || right is null
            ? left is null && right is null
            : left.Name == right.Name && left.UserAxes == right.UserAxes && Paired(left.Node, right.Node);

        bool MatchNode(Node left, Node right)
        {
            if (pairs.TryGetValue(left, out var known))
            {
                return known == right;
            }

            pairs.Add(left, right);
            return left.Path == right.Path && left.Operation.Equals(right.Operation) && Match<Node>(left.Inputs, right.Inputs, Paired);
        }

        bool Paired(Node left, Node right) => pairs.TryGetValue(left, out var known) && known == right;

        static bool Match<T>(EquatableArray<T> left, EquatableArray<T> right, Func<T, T, bool> match) =>
            left.Count == right.Count && left.Items.Zip(right.Items, match).All(same => same);
    }
}
