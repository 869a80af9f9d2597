using Lathe.Generator.Graph;
using Lathe.Generator.Plan;

namespace Lathe.Generator.Ops.Lowering;

/// <summary>Elements that exist only in places.</summary>
internal static class Guarded
{
    /// <summary>The element where all guards hold, else <paramref name="fill"/>; nothing is loaded where they fail.</summary>
    public static Scalar Element(Scalar element, IReadOnlyList<Guard> guards, double fill)
    {
        if (element is Load { Access: var access } && (access.Guards.Count == 0 || access.Fill == fill))
            return new Load(access with { Guards = [.. access.Guards, .. guards], Fill = fill });
        var guarded = new GuardedLoads(guards).Rewrite(element);
        return guards.Aggregate(guarded, (inner, guard) => new Select(Holds(guard), inner, fill));
    }

    static Scalar Holds(Guard guard)
    {
        var number = new Number(guard.Index);
        return new Binary(
            BinaryOperator.And,
            new Binary(BinaryOperator.LessOrEqual, 0, number),
            new Binary(BinaryOperator.Less, number, new Number(guard.End)));
    }

    sealed class GuardedLoads(IReadOnlyList<Guard> guards) : PlanRewriter
    {
        public override Access Rewrite(Access access) => access with { Guards = [.. access.Guards, .. guards] };
    }
}
