using System.Collections.Immutable;
using Lathe.Generator.Graph;
using Lathe.Generator.Ops;

namespace Lathe.Generator.Plan;

/// <summary>The expressions directly below one, in a Plan: those of the Graph, and the bodies of folds.</summary>
internal static class ScalarChildren
{
    public static ImmutableArray<Scalar> Of(Scalar scalar) => scalar switch
    {
        Fold fold => [fold.Body],
        FoldArgMax fold => [fold.Body],
        _ => ScalarTraversal.Children(scalar),
    };
}
