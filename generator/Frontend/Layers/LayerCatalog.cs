using Lathe.Generator.Frontend.Tensors;

namespace Lathe.Generator.Frontend.Layers;

/// <summary>The layers of the vocabulary.</summary>
internal static class LayerCatalog
{
    static readonly Dictionary<string, Func<LayerCall, TensorValue>> Table = new(StringComparer.Ordinal)
    {
        ["Conv"] = ConvLayer.Apply,
        ["ConvTranspose"] = ConvTransposeLayer.Apply,
        ["Linear"] = LinearLayer.Apply,
        ["BatchNorm"] = BatchNormLayer.Apply,
        ["LayerNorm"] = call => NormLayers.OverAxis(call, call.Input.Axis(-1)),
        ["ChannelNorm"] = call => NormLayers.OverAxis(call, call.Input.Axis(0)),
        ["GroupNorm"] = NormLayers.OverGroups,
        ["PRelu"] = PReluLayer.Apply,
        ["Relu"] = ActivationLayers.Relu,
        ["LeakyRelu"] = ActivationLayers.LeakyRelu,
        ["Sigmoid"] = ActivationLayers.Sigmoid,
        ["Tanh"] = ActivationLayers.Tanh,
        ["Gelu"] = ActivationLayers.Gelu,
        ["Silu"] = ActivationLayers.Silu,
        ["Softmax"] = call => call.Graph.Softmax(call.Input, call.Int("Axis")),
        ["LogSoftmax"] = call => call.Graph.LogSoftmax(call.Input, call.Int("Axis")),
        ["Dropout"] = call => Masks.Dropout(call.Context, call.Input, call.Float("Probability")),
        ["Dropout2d"] = call => Masks.ChannelDropout(call.Context, call.Input, call.Float("Probability")),
        ["DropPath"] = call => Masks.DropPath(call.Context, call.Input, call.Float("Probability")),
        ["Identity"] = call => call.Input,
        ["Flatten"] = call => call.Graph.Flatten(call.Input, call.Int("From")),
        ["LocalResponseNorm"] = call => call.Graph.LocalResponseNorm(call.Input, call.Int("Size"), call.Float("Alpha"), call.Float("Beta"), call.Float("K")),
        ["MaxPool"] = call => call.Graph.MaxPool(call.Input, call.Int("Kernel"), call.Int("Stride"), call.Int("Padding"), call.Bool("CeilMode")),
        ["AveragePool"] = call =>
            call.Graph.AveragePool(call.Input, call.Int("Kernel"), call.Int("Stride"), call.Int("Padding"), call.Bool("CeilMode"), call.Bool("CountIncludePad")),
        ["AdaptiveAveragePool"] = call => call.Graph.AdaptiveAveragePool(call.Input, call.Int("Height"), call.Int("Width")),
        ["AdaptiveMaxPool"] = call => call.Graph.AdaptiveMaxPool(call.Input, call.Int("Height"), call.Int("Width")),
        ["GlobalAveragePool"] = call => call.Graph.GlobalAveragePool(call.Input),
    };

    static readonly HashSet<string> WithParameters = new(StringComparer.Ordinal) { "Conv", "ConvTranspose", "Linear", "BatchNorm", "LayerNorm", "ChannelNorm", "GroupNorm", "PRelu" };

    /// <summary>How a layer is applied; null if the vocabulary has no layer of that name.</summary>
    public static Func<LayerCall, TensorValue>? Find(string name) => Table.TryGetValue(name, out var layer) ? layer : null;

    /// <summary>Whether a layer has parameters of its own.</summary>
    public static bool HasParameters(string name) => WithParameters.Contains(name);
}
