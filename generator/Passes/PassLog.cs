using Lathe.Generator.Graph;
using Lathe.Generator.Plan;

namespace Lathe.Generator.Passes;

/// <summary>The text of a network after each pass, for people who debug the compiler, and for tests. What it is given is verified, so that the pass that
/// breaks a rule is the one that fails.</summary>
internal sealed class PassLog
{
    const string Unchanged = "(unchanged)\n";

    readonly List<(string Pass, string Text)> entries = [];
    string last = "";

    /// <summary>In the order in which the passes ran.</summary>
    public IReadOnlyList<(string Pass, string Text)> Entries => entries;

    /// <exception cref="InvalidOperationException">The Graph breaks a rule.</exception>
    public void Add(string pass, NetworkGraph graph)
    {
        Add(pass, GraphPrinter.Print(graph));
        GraphVerifier.Verify(graph);
    }

    /// <exception cref="InvalidOperationException">The Plan breaks a rule.</exception>
    public void Add(string pass, NetworkPlan plan)
    {
        Add(pass, PlanPrinter.Print(plan));
        PlanVerifier.Verify(plan);
    }

    /// <summary>All entries as one text.</summary>
    public override string ToString() => string.Join("\n", entries.Select(entry => $"== {entry.Pass}\n{entry.Text}"));

    void Add(string pass, string text)
    {
        entries.Add((pass, text == last ? Unchanged : text));
        last = text;
    }
}
