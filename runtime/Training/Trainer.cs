using System.Diagnostics;
using System.Globalization;

namespace Lathe;

/// <summary>Trains a network on a data set: epochs of shuffled batches, forward, loss, backward, update. The same seeds give the same bits, for any number of
/// threads, and also when a run is saved and resumed between epochs.</summary>
/// <remarks>A network whose forward pass declares an extra input <c>labels</c>, a number a class, is given what its loss is given as targets.</remarks>
public sealed class Trainer : IDisposable
{
    const string LabelsName = "labels";
    const string EpochMark = "lathe.epoch";
    const string OptimizerMark = "lathe.optimizer";
    const string OptimizerStepsMark = "lathe.optimizer.steps";
    const string AverageUpdatesMark = "lathe.average.updates";

    readonly Dataset? test;
    readonly TrainingOptions options;
    readonly BatchLoader loader;
    readonly List<EpochResult> history = [];
    readonly float[] targets;
    readonly float[] mixedTargets;
    readonly int[] likeliest;
    readonly float[] logits;
    readonly int images;
    readonly bool needsLabels;
    bool isWithinEpoch;

    /// <summary>A training run.</summary>
    /// <param name="network">The network; it stays the caller's.</param>
    /// <param name="train">What it learns from.</param>
    /// <param name="test">What it is measured on after each epoch, if anything.</param>
    /// <param name="options">How it is trained.</param>
    /// <exception cref="ArgumentException">The data do not fit the network, or an option is out of its range.</exception>
    public Trainer(Network network, Dataset train, Dataset? test, TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(options.LearningRate);
        ArgumentNullException.ThrowIfNull(options.Optimizer);
        ArgumentNullException.ThrowIfNull(options.Augmentation);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Epochs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BatchSize, 1);
        if (options.LabelSmoothing is not (>= 0 and <= 1))
            throw new ArgumentException($"Label smoothing is {options.LabelSmoothing}; it lies in [0, 1].", nameof(options));
        if (options.AverageDecay is not (null or (>= 0 and < 1)))
            throw new ArgumentException($"The decay of the average is {options.AverageDecay}; it lies in [0, 1).", nameof(options));
        if (train.Count == 0)
            throw new ArgumentException($"{train.Name} has no images.", nameof(train));
        network.RequireFit(train);
        if (test is not null)
        {
            network.RequireFit(test);
            if (network.InferenceInputs.Contains(LabelsName))
                throw new ArgumentException($"Inference of {network.Name} takes '{LabelsName}', which are not known in a test. Take them where Training holds only, or train without a test set.", nameof(network));
        }
        Network = network;
        this.test = test;
        this.options = options;
        images = train.Count;
        needsLabels = network.ExtraInputs.Contains(LabelsName);
        Normalization = options.Normalization ?? Normalization.Of(train);
        loader = new BatchLoader(train, new BatchOptions
        {
            BatchSize = options.BatchSize,
            Shuffle = true,
            Seed = options.Seed,
            Augmentation = options.Augmentation,
            Mixing = options.Mixing,
            Normalization = Normalization,
        });
        Optimizer = options.Optimizer(network) ?? throw new ArgumentException("The function of the options gives null instead of an optimiser.", nameof(options));
        if (Optimizer.Network != network)
            throw new ArgumentException("The optimiser of the options is another network's: make it from the network that the function is given.", nameof(options));
        Average = options.AverageDecay is { } decay ? new MovingAverage(network, decay) : null;
        int rows = Math.Min(options.BatchSize, train.Count);
        targets = new float[rows * train.Classes];
        logits = new float[rows * train.Classes];
        mixedTargets = options.Mixing is null ? [] : new float[rows * train.Classes];
        likeliest = new int[rows];
    }

    /// <summary>The network.</summary>
    public Network Network { get; }

    /// <summary>The optimiser.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>The average of the weights; null without <see cref="TrainingOptions.AverageDecay"/>.</summary>
    public MovingAverage? Average { get; }

    /// <summary>How bytes become numbers.</summary>
    public Normalization Normalization { get; }

    /// <summary>How many epochs are done.</summary>
    public int Epoch { get; private set; }

    /// <summary>The epochs that this object ran.</summary>
    public IReadOnlyList<EpochResult> History => history;

    /// <summary>Runs the epochs that are left.</summary>
    /// <param name="progress">Called after every step.</param>
    /// <param name="epochDone">Called after every epoch: the place to save a checkpoint.</param>
    /// <param name="cancellation">Stops after the step at hand; cancelled in <paramref name="epochDone"/>, between two epochs, from where the run can go on.</param>
    /// <returns>The epochs.</returns>
    /// <exception cref="TrainingException">The loss became infinite or not a number.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    /// <exception cref="InvalidOperationException">A run before ended within an epoch, which cannot be repeated from where it began: <see cref="Resume"/> first.</exception>
    public IReadOnlyList<EpochResult> Run(Action<TrainingProgress>? progress = null, Action<EpochResult>? epochDone = null, CancellationToken cancellation = default)
    {
        ThrowIfWithinEpoch();
        while (Epoch < options.Epochs)
        {
            EpochResult result = RunEpoch(progress, cancellation);
            epochDone?.Invoke(result);
        }
        return history;
    }

    /// <summary>Saves weights, optimiser and progress, so that another trainer with the same options can go on to the same bits.</summary>
    /// <param name="path">Where to; an old file is replaced in one step.</param>
    /// <exception cref="CheckpointException">The file cannot be written.</exception>
    /// <exception cref="InvalidOperationException">A run ended within an epoch, from where no other can go on. <see cref="Network.Save(string)"/> saves the weights.</exception>
    /// <exception cref="ObjectDisposedException">The trainer or its network was disposed.</exception>
    public void Save(string path)
    {
        Optimizer.ThrowIfDisposed();
        ThrowIfWithinEpoch();
        using Network.Pass pass = Network.BeginPass();
        List<SafetensorsTensor> tensors = Network.StateDict();
        tensors.AddRange(OwnTensors().Select(static own => SafetensorsTensor.Of(own.Name, own.Tensor)));
        var metadata = new Dictionary<string, string>
        {
            ["format"] = "pt",
            [EpochMark] = Epoch.ToString(CultureInfo.InvariantCulture),
            [OptimizerMark] = Optimizer.Kind,
            [OptimizerStepsMark] = Optimizer.Steps.ToString(CultureInfo.InvariantCulture),
        };
        if (Average is not null)
            metadata[AverageUpdatesMark] = Average.Updates.ToString(CultureInfo.InvariantCulture);
        Network.WriteProgress(metadata);
        SafetensorsFile.Write(path, tensors, metadata);
    }

    /// <summary>Takes up a run where <see cref="Save"/> left it.</summary>
    /// <param name="path">A file of <see cref="Save"/>.</param>
    /// <exception cref="CheckpointException">The file is damaged, holds weights only, or belongs to another network or optimiser.</exception>
    /// <exception cref="ObjectDisposedException">The trainer or its network was disposed.</exception>
    public void Resume(string path)
    {
        Optimizer.ThrowIfDisposed();
        SafetensorsFile file = SafetensorsFile.Read(path);
        var metadata = new CheckpointMetadata(path, file.Metadata);
        string kind = metadata.Text(OptimizerMark);
        if (kind != Optimizer.Kind)
            throw new CheckpointException($"'{path}' was saved with the optimiser {Excerpt.Of(kind)}; this run uses {Optimizer.Kind}.");
        if (file.Metadata.ContainsKey(AverageUpdatesMark) != (Average is not null))
            throw new CheckpointException($"'{path}' was saved {(Average is null ? "with" : "without")} an average of the weights, which this run {(Average is null ? "does not keep" : "keeps")}.");
        int epoch = (int)metadata.Number(EpochMark, int.MaxValue);
        long optimizerSteps = (long)metadata.Number(OptimizerStepsMark, long.MaxValue);
        long updates = Average is null ? 0 : (long)metadata.Number(AverageUpdatesMark, long.MaxValue);
        (ulong step, ulong seed) = Network.ReadProgress(metadata);
        var match = new StateDictMatch(Network.Name, path);
        foreach (SafetensorsTensor tensor in file.Tensors.Where(static tensor => tensor.Name.Contains(Network.TrainingSeparator)))
            match.Offer(tensor.Name, tensor);
        foreach ((string name, NetworkTensor tensor) in OwnTensors())
            match.Require(name, tensor);
        match.Check();
        Network.Load(file, path, rename: null);
        Network.Restore(step, seed);
        match.Apply();
        Optimizer.Steps = optimizerSteps;
        Average?.Restore(updates);
        Epoch = epoch;
        isWithinEpoch = false;
        history.Clear();
    }

    /// <summary>Frees the optimiser's state and the average.</summary>
    public void Dispose()
    {
        Optimizer.Dispose();
        Average?.Dispose();
    }

    /// <summary>What a checkpoint holds beside the network, by its name there.</summary>
    IEnumerable<(string Name, NetworkTensor Tensor)> OwnTensors() =>
        Optimizer.States.SelectMany(static state => state.Tensors.Select(tensor => ($"optimizer/{state.Name}/{tensor.Name}", tensor)))
            .Concat(Average is null ? [] : Average.Tensors.Select(static tensor => ($"average/{tensor.Name}", tensor)));

    void ThrowIfWithinEpoch()
    {
        if (isWithinEpoch)
            throw new InvalidOperationException($"A run of {Network.Name} ended within epoch {Epoch + 1}. Resume from a checkpoint of an epoch's end, or train with another trainer.");
    }

    EpochResult RunEpoch(Action<TrainingProgress>? progress, CancellationToken cancellation)
    {
        int steps = loader.BatchesPerEpoch, step = 0, seen = 0, correct = 0;
        double loss = 0;
        long start = Stopwatch.GetTimestamp();
        foreach (Batch batch in loader.Epoch(Epoch))
        {
            cancellation.ThrowIfCancellationRequested();
            Optimizer.LearningRate = options.LearningRate.At(((long)Epoch * steps) + step, steps, options.Epochs);
            isWithinEpoch = true;
            loss += (double)TrainStep(batch, ref correct) * batch.Count;
            seen += batch.Count;
            step++;
            if (!double.IsFinite(loss))
                throw new TrainingException($"The loss of {Network.Name} became {loss} in step {step} of epoch {Epoch + 1}. Use a lower learning rate, a warm-up, or a limit of the gradient's norm.");
            if (progress is not null)
            {
                double speed = seen / Stopwatch.GetElapsedTime(start).TotalSeconds;
                double left = ((double)(options.Epochs - Epoch) * images) - seen;
                progress(new TrainingProgress(
                    Epoch, options.Epochs, step, steps, Optimizer.LearningRate, loss / seen, (double)correct / seen, speed, TimeSpan.FromSeconds(left / speed)));
            }
        }
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        // Batches as in training, which fit.
        Evaluation? evaluation = test is null ? null : Network.Evaluate(test, Normalization, options.BatchSize);
        var result = new EpochResult(Epoch, loss / seen, (double)correct / seen, evaluation, seconds)
        {
            AverageTest = test is null || Average is null ? null : Average.Network.Evaluate(test, Normalization, options.BatchSize),
        };
        Epoch++;
        isWithinEpoch = false;
        history.Add(result);
        return result;
    }

    float TrainStep(Batch batch, ref int correct)
    {
        int classes = targets.Length / Math.Min(options.BatchSize, images);
        Span<float> logitRows = logits.AsSpan(0, batch.Count * classes);
        ReadOnlySpan<float> targetRows = MakeTargets(batch, classes);
        if (needsLabels)
            Network.SetInput(LabelsName, targetRows);
        Network.ZeroGradients();
        Network.Forward(batch.Images, batch.Count);
        Network.Outputs[0].CopyTo(logitRows);
        correct += Classification.CountCorrect(logitRows, Likeliest(batch), classes);
        float loss = Network.Loss(targetRows);
        Network.Backward();
        Optimizer.Step();
        Average?.Update();
        return loss;
    }

    ReadOnlySpan<float> MakeTargets(Batch batch, int classes)
    {
        Span<float> rows = targets.AsSpan(0, batch.Count * classes);
        Targets.FromLabels(batch.Labels, classes, rows, options.LabelSmoothing);
        if (options.Mixing is null)
            return rows;
        Span<float> mixed = mixedTargets.AsSpan(0, rows.Length);
        Targets.Mix(rows, batch.Partners, batch.Share, mixed);
        return mixed;
    }

    /// <summary>The label with the largest share of each image.</summary>
    ReadOnlySpan<int> Likeliest(Batch batch)
    {
        if (batch.Share >= 0.5f)
            return batch.Labels;
        for (int i = 0; i < batch.Count; i++)
            likeliest[i] = batch.Labels[batch.Partners[i]];
        return likeliest.AsSpan(0, batch.Count);
    }
}
