using System.Text.Json;

namespace Lathe.Networks.Tests;

/// <summary>A published network's row in Reference/models.json.</summary>
sealed record ReferenceModel(string Name, string Source, int[] Input, long Params, long Macs, ReferenceTensor[] Parameters, ReferenceTensor[] Buffers, ReferenceTensor[] Constants)
{
    static readonly string[] BufferSuffixes = [".running_mean", ".running_var", ".num_batches_tracked"];

    /// <summary>What Swin's files hold beside each table of biases: a constant that follows from the window.</summary>
    const string ConstantSuffix = ".relative_position_index";

    /// <summary>All rows, by name.</summary>
    public static IReadOnlyDictionary<string, ReferenceModel> ByName { get; } =
        Read(Path.Combine(AppContext.BaseDirectory, "Reference", "models.json")).ToDictionary(model => model.Name);

    static IEnumerable<ReferenceModel> Read(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        foreach (var row in document.RootElement.EnumerateArray())
        {
            var tensors = row.GetProperty("state_dict").EnumerateArray()
                .Select(tensor => new ReferenceTensor(tensor[0].GetString()!, Extents(tensor[1])))
                .ToLookup(tensor => tensor.Name.EndsWith(ConstantSuffix, StringComparison.Ordinal) ? TensorKind.Constant
                    : BufferSuffixes.Any(suffix => tensor.Name.EndsWith(suffix, StringComparison.Ordinal)) ? TensorKind.Buffer : TensorKind.Parameter);
            yield return new ReferenceModel(
                row.GetProperty("name").GetString()!, row.GetProperty("source").GetString()!, Extents(row.GetProperty("input")),
                row.GetProperty("params").GetInt64(), row.GetProperty("macs").GetInt64(), [.. tensors[TensorKind.Parameter]], [.. tensors[TensorKind.Buffer]], [.. tensors[TensorKind.Constant]]);
        }
    }

    enum TensorKind
    {
        Parameter,
        Buffer,
        Constant,
    }

    static int[] Extents(JsonElement element) => [.. element.EnumerateArray().Select(extent => extent.GetInt32())];
}

/// <summary>A tensor of a state-dict.</summary>
sealed record ReferenceTensor(string Name, int[] Shape)
{
    public override string ToString() => $"{Name} [{string.Join(", ", Shape)}]";
}
