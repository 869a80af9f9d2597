using Lathe.Generator.Graph;
using Lathe.Generator.Plan;

namespace Lathe.Generator.Emit;

/// <summary>Which folds run over neighbouring elements.</summary>
internal static class FoldLanes
{
    /// <summary>The axis along which a fold can run in lanes: its innermost one, where elements are neighbours. Null if there is none.</summary>
    public static LoopAxis? AxisOf(Fold fold, Expression body)
    {
        if (fold.Axes.Count == 0 || (body.Type ?? DType.Float32) != DType.Float32)
            return null;
        var axis = fold.Axes[fold.Axes.Count - 1];
        var evenness = new Evenness(axis.Id);
        return evenness.Of(body) && evenness is { HasContiguousLoad: true, HasStridedLoad: false } ? axis : null;
    }
}
