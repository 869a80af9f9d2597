using System.Globalization;

namespace Lathe;

public sealed partial class Network
{
    const string TrainingMark = "lathe.training";
    const string StepMark = "lathe.step";
    const string SeedMark = "lathe.seed";

    /// <summary>What PyTorch's writer attaches to weights.</summary>
    static readonly Dictionary<string, string> WeightsMetadata = new() { ["format"] = "pt" };

    /// <summary>What is in the name of a tensor of a training run in a checkpoint; no path of a network has a slash.</summary>
    internal const char TrainingSeparator = '/';

    /// <summary>Saves parameters and states as safetensors, with PyTorch's state-dict names and shapes. An old file is replaced in one step.</summary>
    /// <param name="path">Where to.</param>
    /// <exception cref="CheckpointException">The file cannot be written.</exception>
    public void Save(string path)
    {
        using Pass pass = BeginPass();
        SafetensorsFile.Write(path, StateDict(), WeightsMetadata);
    }

    /// <summary>Saves what <see cref="Save(string)"/> does to a stream.</summary>
    /// <param name="stream">Where to. It stays open.</param>
    /// <exception cref="ArgumentException">The stream is closed, or one that is only read.</exception>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public void Save(Stream stream)
    {
        using Pass pass = BeginPass();
        SafetensorsFile.Write(stream, StateDict(), WeightsMetadata);
    }

    /// <summary>Loads parameters and states from safetensors, of any floating-point type. Nothing changes unless everything fits.</summary>
    /// <param name="path">Where from: a file of <see cref="Save(string)"/>, of a <see cref="Trainer"/>'s checkpoint, or of PyTorch.</param>
    /// <param name="rename">Gives the name in this network for a name in the file, or null to leave a tensor out. Names stay as they are if null.</param>
    /// <param name="keep">Says of a name in this network whether it keeps its value, whatever the file has: a classifier of other classes,
    /// <c>name => name.StartsWith("fc.")</c>. Nothing does if null.</param>
    /// <exception cref="CheckpointException">The file is damaged or does not fit; every missing, extra and misshapen tensor is listed.</exception>
    public void Load(string path, Func<string, string?>? rename = null, Func<string, bool>? keep = null) => Load(SafetensorsFile.Read(path), path, rename, keep);

    /// <summary>Loads from a stream, such as a resource of the program, what <see cref="Load(string, Func{string, string?}?, Func{string, bool}?)"/> loads from a file.</summary>
    /// <param name="stream">Where from, from where it stands to its end. It stays open.</param>
    /// <param name="rename">Gives the name in this network for a name in the file, or null to leave a tensor out. Names stay as they are if null.</param>
    /// <param name="keep">Says of a name in this network whether it keeps its value, whatever the file has. Nothing does if null.</param>
    /// <exception cref="ArgumentException">The stream is closed, or one that is only written.</exception>
    /// <exception cref="CheckpointException">What it holds is damaged or does not fit; every missing, extra and misshapen tensor is listed.</exception>
    public void Load(Stream stream, Func<string, string?>? rename = null, Func<string, bool>? keep = null) =>
        Load(SafetensorsFile.Read(stream), SafetensorsFile.StreamName, rename, keep);

    /// <summary>Parameters, states and PyTorch's batch counters, which are read when they are written.</summary>
    internal List<SafetensorsTensor> StateDict()
    {
        List<SafetensorsTensor> tensors = [.. Parameters.Concat(States).Select(static tensor => SafetensorsTensor.Of(tensor.Name, tensor))];
        tensors.AddRange(batchCounters.Select(static counter => SafetensorsTensor.Of(counter.Name, [], [counter.Value])));
        return tensors;
    }

    internal void Load(SafetensorsFile file, string path, Func<string, string?>? rename = null, Func<string, bool>? keep = null)
    {
        using Pass pass = BeginPass();
        var match = new StateDictMatch(Name, path);
        foreach (SafetensorsTensor tensor in file.Tensors)
        {
            if (file.Metadata.ContainsKey(TrainingMark) && tensor.Name.Contains(TrainingSeparator))
                continue;
            string? name = rename is null ? tensor.Name : rename(tensor.Name);
            if (name is not null)
                match.Offer(name, tensor);
        }
        bool keeps = false;
        foreach (NetworkTensor tensor in parameters.Concat(states))
        {
            if (keep is not null && keep(tensor.Name))
            {
                match.Keep(tensor.Name);
                keeps = true;
            }
            else
            {
                match.Require(tensor.Name, tensor);
            }
        }
        foreach (BatchCounter counter in batchCounters)
        {
            if (keep is not null && keep(counter.Name))
                match.Keep(counter.Name);
            else
                match.Allow(counter);
        }
        match.Check();
        if (keeps)
            EnsureInitialized();
        match.Apply();
        isInitialized = true;
        MarkChanged();
    }

    /// <summary>Another network of the same program, device and seed.</summary>
    internal Network Twin() => new(program, Device, Seed);

    /// <summary>Takes parameters and states from blocks that are laid out as they are, and the counters of a network of the same program.</summary>
    internal void Take(Network other, MemoryBlock parameterBlock, MemoryBlock stateBlock)
    {
        using Pass pass = BeginPass();
        parameterBlock.CopyTo(execution.Parameters);
        stateBlock.CopyTo(execution.States);
        foreach (var (counter, source) in batchCounters.Zip(other.batchCounters))
            counter.Value = source.Value;
        isInitialized = true;
        MarkChanged();
    }

    /// <summary>What beside the tensors makes later passes go on where they stood.</summary>
    internal void WriteProgress(Dictionary<string, string> metadata)
    {
        metadata[TrainingMark] = "1";
        metadata[StepMark] = Step.ToString(CultureInfo.InvariantCulture);
        metadata[SeedMark] = Seed.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>What <see cref="WriteProgress"/> wrote.</summary>
    internal static (ulong Step, ulong Seed) ReadProgress(CheckpointMetadata metadata) => (metadata.Number(StepMark), metadata.Number(SeedMark));

    /// <summary>Goes on where another network stood.</summary>
    internal void Restore(ulong step, ulong seed)
    {
        Step = step;
        Seed = seed;
        execution.SetSeed(seed);
    }
}
