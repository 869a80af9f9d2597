using Lathe.Generator.Frontend.Tensors;
using Lathe.Generator.Graph;
using Lathe.Generator.Ops.Composites;

namespace Lathe.Generator.Frontend.Layers;

/// <summary>BatchNorm: parameters <c>weight</c> and <c>bias</c>, unless it is not affine, states <c>running_mean</c> and <c>running_var</c>, all [channels].</summary>
internal static class BatchNormLayer
{
    public static TensorValue Apply(LayerCall call)
    {
        if (call.Input.Rank == 0)
        {
            throw new ShapeException("batch normalisation needs channels, but its input has no axes");
        }

        var (epsilon, momentum) = (call.Epsilon(), call.Share("Momentum"));
        var channels = call.Input.Extent(0);
        var axis = call.Input.Axes[0];
        var (scale, shift) = call.Affine(channels, call.InitialValues("Initial", channels, channels));
        var mean = call.State("running_mean", channels, 0);
        var variance = call.State("running_var", channels, 1);
        var x = call.Input.Node;
        if (!call.Context.Training || call.Bool("Frozen"))
        {
            return new(call.Graph.BatchNormInference(x, scale, shift, mean, variance, epsilon, axis), call.Input.Axes);
        }

        var result = call.Graph.BatchNormTraining(x, scale, shift, mean, variance, epsilon, momentum, axis);
        call.Context.Update("running_mean", result.RunningMean);
        call.Context.Update("running_var", result.RunningVariance);
        return new(result.Output, call.Input.Axes);
    }
}
