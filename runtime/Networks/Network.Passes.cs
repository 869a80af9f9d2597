using Lathe.Abi;

namespace Lathe;

public sealed partial class Network
{
    readonly Dictionary<string, float[]> extraInputs = new(StringComparer.Ordinal);
    readonly BatchCounter[] batchCounters;
    Progress progress;

    /// <summary>How far the training pass at hand has come.</summary>
    enum Progress
    {
        None,
        Forward,
        Gradients,
        Backward,
    }

    /// <summary>Runs inference.</summary>
    /// <param name="x">The samples one after the other, each row-major in the order of <see cref="InputShape"/>.</param>
    /// <param name="count">How many samples.</param>
    /// <returns>The first output, sample after sample.</returns>
    /// <exception cref="ArgumentException"><paramref name="x"/> has not <paramref name="count"/> samples.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is below 1.</exception>
    /// <exception cref="InvalidOperationException">An extra input is missing: see <see cref="SetInput"/>.</exception>
    public float[] Predict(ReadOnlySpan<float> x, int count)
    {
        RequireSamples(inference, x, count);
        var result = new float[count * inference.FirstOutput.SampleLength];
        Predict(x, count, result);
        return result;
    }

    /// <summary>Runs inference without allocating.</summary>
    /// <param name="x">The samples one after the other, each row-major in the order of <see cref="InputShape"/>.</param>
    /// <param name="count">How many samples.</param>
    /// <param name="output">Receives the first output, sample after sample; the others are in <see cref="Outputs"/>.</param>
    /// <exception cref="ArgumentException"><paramref name="x"/> has not <paramref name="count"/> samples, or <paramref name="output"/> has another length than the first output.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is below 1.</exception>
    /// <exception cref="InvalidOperationException">An extra input is missing: see <see cref="SetInput"/>.</exception>
    public void Predict(ReadOnlySpan<float> x, int count, Span<float> output)
    {
        using Pass pass = BeginPass();
        Begin(inference, x, count, Phase.InferencePrepare);
        execution.Run(program, Phase.InferenceForward);
        last.FirstOutput.Tensor.CopyTo(output);
    }

    /// <summary>Runs the training version forward: batch statistics, dropout with fresh masks. Keeps what <see cref="Backward()"/> needs. The results are
    /// in <see cref="Outputs"/>.</summary>
    /// <param name="x">The samples one after the other, each row-major in the order of <see cref="InputShape"/>.</param>
    /// <param name="count">How many samples.</param>
    /// <exception cref="ArgumentException"><paramref name="x"/> has not <paramref name="count"/> samples.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is below 1.</exception>
    /// <exception cref="InvalidOperationException">An extra input is missing: see <see cref="SetInput"/>.</exception>
    public void Forward(ReadOnlySpan<float> x, int count)
    {
        using Pass pass = BeginPass();
        progress = Progress.None;
        execution.ReserveGradients();
        execution.SetStep(Step);
        Begin(training, x, count, Phase.TrainingPrepare);
        execution.Run(program, Phase.TrainingForward);
        Step++;
        foreach (BatchCounter counter in batchCounters)
            counter.Value++;
        inference.Prepared = false;
        progress = Progress.Forward;
    }

    /// <summary>Computes the loss of the last <see cref="Forward"/> and the gradients of the outputs.</summary>
    /// <param name="targets">A row a sample: a distribution over the classes, as <see cref="Targets"/> makes it. Empty for a loss without targets.</param>
    /// <returns>The loss, averaged over the batch.</returns>
    /// <exception cref="ArgumentException"><paramref name="targets"/> has another number of rows than the batch, or rows of another length.</exception>
    /// <exception cref="InvalidOperationException">There was no <see cref="Forward"/>, or a <see cref="Backward()"/> since; or the network has no loss.</exception>
    public float Loss(ReadOnlySpan<float> targets)
    {
        using Pass pass = BeginPass();
        Continue(progress is Progress.Forward or Progress.Gradients, "Loss follows Forward");
        if (training.Loss is not { } loss)
            throw new InvalidOperationException($"{Name} has no loss; write the gradients of its outputs to OutputGradients and call Backward.");
        if (training.Targets is { } entry)
            entry.Tensor.Write(targets);
        else if (!targets.IsEmpty)
            throw new ArgumentException($"The loss of {Name} takes no targets; hand in none.", nameof(targets));
        execution.Run(program, Phase.TrainingLoss);
        progress = Progress.Gradients;
        Span<float> value = stackalloc float[1];
        loss.Tensor.CopyTo(value);
        return value[0];
    }

    /// <summary>Adds the gradients of the parameters to <see cref="Gradients"/>, from <see cref="OutputGradients"/> as <see cref="Loss"/> or the caller
    /// wrote them.</summary>
    /// <exception cref="InvalidOperationException">There was no <see cref="Forward"/>, or a backward pass since.</exception>
    public void Backward()
    {
        using Pass pass = BeginPass();
        Continue(progress is Progress.Forward or Progress.Gradients, "Backward follows Forward");
        RunBackward();
    }

    /// <summary>Adds the gradients of the parameters to <see cref="Gradients"/>.</summary>
    /// <param name="outputGradient">The gradient of the first output, sample after sample; those of others are taken as zero.</param>
    /// <exception cref="InvalidOperationException">There was no <see cref="Forward"/>, or a backward pass since.</exception>
    public void Backward(ReadOnlySpan<float> outputGradient)
    {
        using Pass pass = BeginPass();
        Continue(progress is Progress.Forward or Progress.Gradients, "Backward follows Forward");
        for (int i = 0; i < OutputGradients.Count; i++)
        {
            if (i == 0)
                OutputGradients[i].Write(outputGradient);
            else
                OutputGradients[i].Clear();
        }
        RunBackward();
    }

    /// <summary>Computes the gradient of the input, after <see cref="Backward()"/>: that of what the forward pass makes of it. What a loss of the network's own takes of the
    /// input directly adds nothing.</summary>
    /// <param name="inputGradient">Receives it, in the order of the input.</param>
    /// <exception cref="ArgumentException"><paramref name="inputGradient"/> has another length than the input had.</exception>
    /// <exception cref="InvalidOperationException">There was no backward pass.</exception>
    public void InputGradient(Span<float> inputGradient)
    {
        using Pass pass = BeginPass();
        Continue(progress is Progress.Backward, "InputGradient follows Backward");
        if (training.InputGradient is not { } gradient)
            throw new InvalidOperationException($"{Name} was compiled without the gradient of its input.");
        if (inputGradient.Length != gradient.Tensor.Length)
            throw new ArgumentException($"The input had {gradient.Tensor.Length} numbers; there is room for a gradient of {inputGradient.Length}.", nameof(inputGradient));
        execution.Run(program, Phase.TrainingBackwardInput);
        gradient.Tensor.CopyTo(inputGradient);
    }

    /// <summary>Sets all gradients of parameters to zero.</summary>
    public void ZeroGradients()
    {
        ThrowIfDisposed();
        execution.ReserveGradients();
        execution.Gradients.Clear();
    }

    /// <summary>Hands in an extra input for the passes that follow.</summary>
    /// <param name="name">One of <see cref="ExtraInputs"/>.</param>
    /// <param name="values">The samples of the coming batch one after the other.</param>
    /// <exception cref="KeyNotFoundException">The network has no such input; the message lists those that it has.</exception>
    public void SetInput(string name, ReadOnlySpan<float> values)
    {
        ThrowIfDisposed();
        if (!ExtraInputs.Contains(name))
            throw new KeyNotFoundException($"{Name} has no extra input '{name}'. It has {(ExtraInputs.Count == 0 ? "none" : string.Join(", ", ExtraInputs))}.");
        if (!extraInputs.TryGetValue(name, out float[]? kept) || kept.Length != values.Length)
            extraInputs[name] = kept = new float[values.Length];
        values.CopyTo(kept);
    }

    void RunBackward()
    {
        execution.Run(program, Phase.TrainingBackward);
        progress = Progress.Backward;
    }

    void Begin(ScheduleView view, ReadOnlySpan<float> x, int count, Phase prepare)
    {
        RequireSamples(view, x, count);
        EnsureInitialized();
        view.Prepared &= view.Memory.Reserve(count);
        Enter(view);
        if (!view.Prepared)
            execution.Run(program, prepare);
        view.Prepared = true;
        view.Input.Tensor.Write(x);
        foreach (string name in view.ExtraInputs)
        {
            view[name].Tensor.Write(extraInputs.TryGetValue(name, out float[]? values)
                ? values
                : throw new InvalidOperationException($"{Name} needs the extra input '{name}': call SetInput before the pass."));
        }
    }

    void RequireSamples(ScheduleView view, ReadOnlySpan<float> x, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (x.Length != count * view.Input.SampleLength)
            throw new ArgumentException($"{count} samples of [{string.Join(", ", InputShape)}] are {count * view.Input.SampleLength} numbers, not {x.Length}.", nameof(x));
    }

    void Enter(ScheduleView view)
    {
        last = view;
        execution.Select(view.Memory);
    }

    /// <summary>Returns to the training pass at hand; there may have been predictions since.</summary>
    void Continue(bool inOrder, string order)
    {
        if (!inOrder)
            throw new InvalidOperationException($"{order}: run the training passes in the order Forward, Loss, Backward, InputGradient.");
        Enter(training);
    }
}
