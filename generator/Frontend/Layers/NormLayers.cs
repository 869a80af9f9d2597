using Lathe.Generator.Frontend.Tensors;
using Lathe.Generator.Graph;
using Lathe.Generator.Ops.Composites;

namespace Lathe.Generator.Frontend.Layers;

/// <summary>LayerNorm, ChannelNorm and GroupNorm: parameters <c>weight</c> and <c>bias</c>, unless they are not affine.</summary>
internal static class NormLayers
{
    /// <summary>Normalises one of the user's axes.</summary>
    public static TensorValue OverAxis(LayerCall call, int axis)
    {
        var extent = call.Input.Shape[axis];
        var (scale, shift) = call.Affine(extent, Initializer.One);
        return new(call.Graph.LayerNorm(call.Input.Node, scale, shift, call.Epsilon(), call.Input.Axes[axis]), call.Input.Axes);
    }

    /// <summary>Normalises groups of channels, axis 0.</summary>
    public static TensorValue OverGroups(LayerCall call)
    {
        var groups = call.AtLeast(1, "Groups");
        var (x, order) = call.Graph.ArrangeLast(call.Input, call.Input.Axis(0));
        var channels = call.Input.Shape[0];
        if (channels % groups != 0)
        {
            throw call.Fault($"{groups} groups do not divide the {channels} channels of {call.Input.Text}");
        }

        var (scale, shift) = call.Affine(channels, Initializer.One);
        return TensorValue.InOrder(call.Graph.GroupNorm(x, scale, shift, groups, call.Epsilon()), order);
    }
}
