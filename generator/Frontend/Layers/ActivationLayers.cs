using Lathe.Generator.Frontend.Tensors;
using Lathe.Generator.Graph;
using Lathe.Generator.Ops.Composites;

namespace Lathe.Generator.Frontend.Layers;

/// <summary>Elementwise layers without parameters.</summary>
internal static class ActivationLayers
{
    public static TensorValue Relu(LayerCall call) => Apply(call, call.Graph.Relu);

    public static TensorValue LeakyRelu(LayerCall call) => Apply(call, x => call.Graph.LeakyRelu(x, call.Float("Slope")));

    public static TensorValue Sigmoid(LayerCall call) => Apply(call, call.Graph.Sigmoid);

    public static TensorValue Tanh(LayerCall call) => Apply(call, call.Graph.Tanh);

    public static TensorValue Gelu(LayerCall call) => Apply(call, x => call.Graph.Gelu(x, call.Bool("Approximate")));

    public static TensorValue Silu(LayerCall call) => Apply(call, call.Graph.Silu);

    static TensorValue Apply(LayerCall call, Func<Node, Node> activation) => new(activation(call.Input.Node), call.Input.Axes);
}
