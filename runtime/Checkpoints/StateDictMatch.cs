namespace Lathe;

/// <summary>Compares the tensors of a file with those of a network, collects every difference, and copies only when there is none.</summary>
sealed class StateDictMatch(string network, string path)
{
    readonly SortedDictionary<string, SafetensorsTensor> offered = new(StringComparer.Ordinal);
    readonly HashSet<string> taken = new(StringComparer.Ordinal);
    readonly List<(NetworkTensor Target, SafetensorsTensor Source)> copies = [];
    readonly List<(BatchCounter Target, SafetensorsTensor Source)> counters = [];
    readonly List<string> missing = [];
    readonly List<string> misshapen = [];
    readonly List<string> ambiguous = [];

    /// <summary>A tensor of the file under its name in the network.</summary>
    public void Offer(string name, SafetensorsTensor tensor)
    {
        if (!offered.TryAdd(name, tensor))
            ambiguous.Add($"{Excerpt.Of(name)}: from '{Excerpt.Of(offered[name].Name)}' and from '{Excerpt.Of(tensor.Name)}'");
    }

    /// <summary>A tensor that the file must have.</summary>
    public void Require(string name, NetworkTensor target)
    {
        taken.Add(name);
        if (!offered.TryGetValue(name, out SafetensorsTensor? source))
            missing.Add($"{name} {Text(target.Shape)}");
        else if (!source.Shape.SequenceEqual(target.Shape))
            misshapen.Add($"{name} is {Text(source.Shape)} in the file, {Text(target.Shape)} in the network");
        else if (source.Type is not (SafetensorsType.F16 or SafetensorsType.BF16 or SafetensorsType.F32 or SafetensorsType.F64))
            misshapen.Add($"{name} is of type {source.Type} in the file; F16, BF16, F32 and F64 can be read");
        else
            copies.Add((target, source));
    }

    /// <summary>A counter that the file may have.</summary>
    public void Allow(BatchCounter counter)
    {
        taken.Add(counter.Name);
        if (!offered.TryGetValue(counter.Name, out SafetensorsTensor? source))
            return;
        if (source.Length != 1)
            misshapen.Add($"{counter.Name} is {Text(source.Shape)} in the file; it is one number");
        else
            counters.Add((counter, source));
    }

    /// <summary>A tensor that stays as it is, whether the file has it or not.</summary>
    public void Keep(string name) => taken.Add(name);

    /// <summary>Reports everything that does not fit.</summary>
    public void Check()
    {
        string[] extra = [.. offered.Where(pair => !taken.Contains(pair.Key)).Select(static pair => $"{Excerpt.Of(pair.Key)} {Text(pair.Value.Shape)}")];
        if (missing.Count + misshapen.Count + ambiguous.Count + extra.Length > 0)
        {
            throw new CheckpointException(
                $"The weights '{path}' do not fit {network}."
                + Section("missing from the file", missing) + Section("not in the network", extra)
                + Section("of another shape or type", misshapen) + Section("named twice", ambiguous)
                + Environment.NewLine + "Load with 'rename' if the file uses other names, and with 'keep' for what is to stay as it is.");
        }
    }

    /// <summary>Copies everything, once it was checked.</summary>
    public void Apply()
    {
        foreach ((NetworkTensor target, SafetensorsTensor source) in copies)
            target.CopyFrom(source.AsFloats());
        foreach ((BatchCounter target, SafetensorsTensor source) in counters)
            target.Value = (long)source.ToDoubles()[0];
    }

    static string Section(string title, IReadOnlyCollection<string> lines) => lines.Count == 0
        ? ""
        : $"{Environment.NewLine}{lines.Count} {title}:{string.Concat(lines.Select(static line => $"{Environment.NewLine}  {line}"))}";

    static string Text(IEnumerable<int> shape) => $"[{Excerpt.Of(string.Join(", ", shape))}]";
}
