using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Lathe;

/// <summary>Tensors of a network, in memory order, and by name.</summary>
public sealed class NetworkTensors : IReadOnlyList<NetworkTensor>
{
    readonly string kind;
    readonly NetworkTensor[] tensors;
    readonly Dictionary<string, NetworkTensor> byName = new(StringComparer.Ordinal);

    internal NetworkTensors(string kind, IEnumerable<NetworkTensor> tensors)
    {
        this.kind = kind;
        this.tensors = [.. tensors];
        foreach (NetworkTensor tensor in this.tensors)
            byName.Add(tensor.Name, tensor);
    }

    /// <summary>How many there are.</summary>
    public int Count => tensors.Length;

    /// <summary>By position.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many.</exception>
    public NetworkTensor this[int index] => (uint)index < (uint)tensors.Length
        ? tensors[index]
        : throw new ArgumentOutOfRangeException(nameof(index), index, $"The network has {tensors.Length} tensors of the kind {kind}, counted from 0.");

    /// <summary>By name.</summary>
    /// <exception cref="KeyNotFoundException">No tensor has the name; the message lists some that exist.</exception>
    public NetworkTensor this[string name] => TryGet(name, out NetworkTensor? tensor)
        ? tensor
        : throw new KeyNotFoundException($"The network has no {kind} '{name}'. It has {Listing()}.");

    /// <summary>By name, where there may be none.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out NetworkTensor? tensor) => byName.TryGetValue(name, out tensor);

    /// <inheritdoc/>
    public IEnumerator<NetworkTensor> GetEnumerator() => ((IEnumerable<NetworkTensor>)tensors).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => tensors.GetEnumerator();

    string Listing()
    {
        const int Shown = 8;
        string names = string.Join(", ", tensors.Take(Shown).Select(static tensor => tensor.Name));
        return tensors.Length switch
        {
            0 => "none",
            > Shown => $"{names} and {tensors.Length - Shown} more",
            _ => names,
        };
    }
}
