using Lathe.Generator.Frontend.Tensors;
using Lathe.Generator.Graph;
using Lathe.Generator.Ops.Composites;

namespace Lathe.Generator.Frontend.Layers;

/// <summary>Linear: parameters <c>weight</c> [features, inputs] and <c>bias</c> [features].</summary>
internal static class LinearLayer
{
    public static TensorValue Apply(LayerCall call)
    {
        var features = call.AtLeast(1, "Features");
        if (call.Input.Rank == 0)
        {
            throw new ShapeException("a linear layer needs at least one axis, but its input has none");
        }

        var (x, order) = call.Graph.ArrangeLast(call.Input, call.Input.Rank - 1);
        var inputs = call.Input.Shape[call.Input.Rank - 1];
        var weight = call.Parameter("weight", [features, inputs], Linear.WeightLayout(features, inputs), call.InitialValues("Initial", inputs, features), decays: true);
        var bias = call.Bool("Bias") ? call.Vector("bias", features, call.InitialValues("BiasInitial", inputs, features)) : null;
        return TensorValue.InOrder(call.Graph.Affine(x, weight, bias), order);
    }
}
