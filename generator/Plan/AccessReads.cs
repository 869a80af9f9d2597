using Lathe.Generator.Graph;

namespace Lathe.Generator.Plan;

/// <summary>What an expression reads at a position of the loops around it: each access once, however often the expression names it.</summary>
/// <param name="Accesses">What it reads there.</param>
/// <param name="Folds">What its folds read, at each position of theirs.</param>
internal sealed record AccessReads(IReadOnlyList<Access> Accesses, IReadOnlyList<(IReadOnlyList<LoopAxis> Axes, AccessReads Body)> Folds)
{
    public static AccessReads Of(Scalar scalar)
    {
        var (accesses, folds) = (new HashSet<Access>(), new HashSet<Scalar>());
        Collect(scalar);
        return new([.. accesses], [.. folds.Select(fold => fold switch
        {
            Fold sum => (sum.Axes.Items, Of(sum.Body)),
            FoldArgMax most => ((IReadOnlyList<LoopAxis>)most.Axes.Items, Of(most.Body)),
            _ => throw new InvalidOperationException($"{fold} is not a fold."),
        })]);

        void Collect(Scalar part)
        {
            switch (part)
            {
                case Load load:
                    accesses.Add(load.Access);
                    break;
                case Fold or FoldArgMax:
                    folds.Add(part);
                    break;
                default:
                    foreach (var child in ScalarChildren.Of(part))
                        Collect(child);
                    break;
            }
        }
    }
}
