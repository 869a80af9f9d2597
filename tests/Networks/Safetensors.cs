using System.Buffers.Binary;
using System.Text.Json;

namespace Lathe.Networks.Tests;

/// <summary>Reads what a safetensors file says it holds, independently of the runtime.</summary>
static class Safetensors
{
    /// <summary>Name and extents of each tensor: <c>conv1.weight [16, 3, 3, 3]</c>.</summary>
    public static IEnumerable<string> Tensors(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        using var header = JsonDocument.Parse(bytes.AsMemory(sizeof(ulong), length));
        return
        [
            .. header.RootElement.EnumerateObject().Where(tensor => tensor.Name != "__metadata__")
                .Select(tensor => $"{tensor.Name} [{string.Join(", ", tensor.Value.GetProperty("shape").EnumerateArray())}]"),
        ];
    }
}
