using Lathe.Generator.Diagnostics;
using Lathe.Generator.Frontend;
using Lathe.Generator.Graph;
using Lathe.Generator.Support;

namespace Lathe.Generator.Hosts;

/// <summary>A network of the compilation as a value: what the incremental pipeline carries.</summary>
/// <param name="Shell">The declarations around it.</param>
/// <param name="Graph">Null if there was an error, and where nobody compiles it: the editor would hold the graphs of all networks for nothing.</param>
/// <param name="Figures">Null if there was an error.</param>
/// <param name="Findings">What was wrong with it, limits of its budget included.</param>
/// <param name="Members">Which of its members were applied.</param>
internal sealed record EvaluatedNetwork(
    NetworkShell Shell,
    NetworkGraph? Graph,
    NetworkFigures? Figures,
    EquatableArray<Finding> Findings,
    EquatableArray<LayerMember> Members)
{
    public bool Equals(EvaluatedNetwork? other) =>
        other is not null
        && Shell == other.Shell
        && Figures == other.Figures
        && Findings == other.Findings
        && Members == other.Members
        && NetworkGraphComparer.Instance.Equals(Graph, other.Graph);

    public override int GetHashCode() => unchecked((Shell.GetHashCode() * 31) + NetworkGraphComparer.Instance.GetHashCode(Graph));
}
