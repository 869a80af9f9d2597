using Lathe.Generator.Graph;

namespace Lathe.Generator.Plan;

/// <summary>Finds what an expression reads of a value.</summary>
internal sealed class LoadCollector : PlanVisitor
{
    readonly List<Access> found = [];
    readonly int value;

    LoadCollector(int value) => this.value = value;

    public static IReadOnlyList<Access> Of(Scalar scalar, int value)
    {
        var collector = new LoadCollector(value);
        collector.Visit(scalar);
        return collector.found;
    }

    public override void Visit(Access access, bool isStore)
    {
        if (access.Value.Id == value)
            found.Add(access);
    }
}
