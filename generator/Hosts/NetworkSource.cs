using Lathe.Generator.Graph;

namespace Lathe.Generator.Hosts;

/// <summary>What emission depends on: no places, so that moved code regenerates nothing.</summary>
internal sealed record NetworkSource(NetworkShell Shell, NetworkGraph? Graph)
{
    public bool Equals(NetworkSource? other) =>
        other is not null && Shell == other.Shell && NetworkGraphComparer.Instance.Equals(Graph, other.Graph);

    public override int GetHashCode() => unchecked((Shell.GetHashCode() * 31) + NetworkGraphComparer.Instance.GetHashCode(Graph));
}
