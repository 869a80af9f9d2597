using Lathe.Generator.Graph;

namespace Lathe.Generator.Hosts;

/// <summary>What emission depends on: no places, so that moved code regenerates nothing.</summary>
/// <param name="Shell">The declarations around the network.</param>
/// <param name="Graph">Null where it is not to be compiled.</param>
/// <param name="Figures">Null if there was an error.</param>
internal sealed record NetworkSource(NetworkShell Shell, NetworkGraph? Graph, NetworkFigures? Figures)
{
    public bool Equals(NetworkSource? other) =>
        other is not null && Shell == other.Shell && Figures == other.Figures && NetworkGraphComparer.Instance.Equals(Graph, other.Graph);

    public override int GetHashCode() => unchecked((Shell.GetHashCode() * 31) + NetworkGraphComparer.Instance.GetHashCode(Graph));
}
