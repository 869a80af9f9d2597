using Lathe.Generator.Graph;
using Lathe.Generator.Support;

namespace Lathe.Generator.Frontend.Tensors;

/// <summary>Every module that was applied, in order of first application.</summary>
internal sealed class LayerTable
{
    readonly List<string> order = [];
    readonly Dictionary<string, Layer> layers = new(StringComparer.Ordinal);

    public EquatableArray<Layer> Layers => order.Select(path => layers[path]).ToEquatableArray();

    /// <summary>Notes an application; the first of each mode counts.</summary>
    public void Add(string path, string kind, bool training, TensorValue? output)
    {
        if (!layers.TryGetValue(path, out var layer))
        {
            order.Add(path);
            layer = new(path, kind, null, null);
        }

        var result = output is null ? null : new Result(path, output.Node, output.Axes);
        layers[path] = training ? layer with { Training = layer.Training ?? result } : layer with { Inference = layer.Inference ?? result };
    }
}
