using Lathe.Abi;

namespace Lathe;

/// <summary>The border tensors of the training or the inference schedule.</summary>
sealed class ScheduleView
{
    const string GradientPrefix = "gradient:";
    const string TargetsName = "targets";
    const string LossName = "loss";

    readonly Dictionary<string, BorderTensor> byName = new(StringComparer.Ordinal);

    public ScheduleView(Network network, bool isTraining)
    {
        NetworkDescription description = network.Description;
        IsTraining = isTraining;
        Memory = network.Execution.MemoryOf(isTraining);
        ScheduleEntry schedule = Memory.Schedule;
        var inputs = new HashSet<string>(description.Inputs.Select(static input => input.Name), StringComparer.Ordinal);
        foreach (TensorEntry entry in schedule.Tensors)
            byName.Add(entry.Name, new BorderTensor(network, Memory, entry));
        string inputName = description.Inputs[0].Name;
        Input = byName[inputName];
        ExtraInputs = [.. description.Inputs.Skip(1).Select(static input => input.Name).Where(name => name != TargetsName && byName.ContainsKey(name))];
        Targets = byName.GetValueOrDefault(TargetsName);
        Loss = byName.GetValueOrDefault(LossName);
        InputGradient = byName.GetValueOrDefault(GradientPrefix + inputName);
        BorderTensor[] outputs =
        [
            .. schedule.Tensors.Where(entry => !inputs.Contains(entry.Name) && entry.Name != LossName && !entry.Name.StartsWith(GradientPrefix, StringComparison.Ordinal))
                .Select(entry => byName[entry.Name]),
        ];
        FirstOutput = outputs[0];
        Outputs = new NetworkTensors("output", outputs.Select(static output => output.Tensor));
        OutputGradients = new NetworkTensors(
            "output gradient",
            outputs.Where(output => byName.ContainsKey(GradientPrefix + output.Entry.Name))
                .Select(output => byName[GradientPrefix + output.Entry.Name].Rename(output.Entry.Name)));
        Activations = new NetworkTensors("activation", schedule.Activations.Select(entry => new BorderTensor(network, Memory, entry).Tensor));
    }

    public bool IsTraining { get; }

    /// <summary>Its arenas, and the batch they hold.</summary>
    public ScheduleMemory Memory { get; }

    /// <summary>Whether what the Prepare phase computed is that of the present parameters and states.</summary>
    public bool Prepared { get; set; }

    public BorderTensor Input { get; }

    public string[] ExtraInputs { get; }

    public BorderTensor? Targets { get; }

    public BorderTensor? Loss { get; }

    public BorderTensor? InputGradient { get; }

    public BorderTensor FirstOutput { get; }

    public NetworkTensors Outputs { get; }

    public NetworkTensors OutputGradients { get; }

    public NetworkTensors Activations { get; }

    public BorderTensor this[string name] => byName[name];
}
