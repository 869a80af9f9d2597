using Lathe.Generator.Frontend.Tensors;
using Lathe.Generator.Graph;
using Lathe.Generator.Ops.Composites;

namespace Lathe.Generator.Frontend.Layers;

/// <summary>PRelu: parameter <c>weight</c>, one slope a channel or one for all.</summary>
internal static class PReluLayer
{
    public static TensorValue Apply(LayerCall call)
    {
        var axis = call.Input.Axis(0);
        var slope = call.Vector("weight", call.Bool("Shared") ? 1 : call.Input.Shape[axis], new(InitializerKind.Constant, call.Float("Slope")));
        return new(call.Graph.PRelu(call.Input.Node, slope, call.Input.Axes[axis]), call.Input.Axes);
    }
}
