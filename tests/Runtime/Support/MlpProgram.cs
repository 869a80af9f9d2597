using Lathe.Abi;
using Lathe.Kernels;

namespace Lathe.Runtime.Tests;

/// <summary>A small network as the compiler would generate it, written by hand: images [C, H, W], a linear layer without bias, centring by batch or
/// running mean, ReLU, dropout by a half, a linear layer with bias, cross-entropy. Memory is H, W, C, so that layouts matter. It may ask for labels, which it does
/// not look at.</summary>
sealed class MlpProgram : NetworkProgram
{
    const int Float = sizeof(float);

    readonly int features;
    readonly int hidden;
    readonly int classes;
    readonly bool dropout;
    readonly nint bias2Offset;
    readonly nint weight2Offset;
    readonly ulong dropoutKey = Philox.Fnv1a64("drop");
    readonly WorkBuffer x, targets, h, a, logits, gradient, inputGradient, da, loss, shift;

    public MlpProgram(int channels = 1, int height = 8, int width = 8, int hidden = 32, int classes = 10, bool dropout = true, int builtFor = Version, bool labelled = false)
    {
        BuiltFor = builtFor;
        features = channels * height * width;
        this.hidden = hidden;
        this.classes = classes;
        this.dropout = dropout;
        nint Segment(nint length) => (length + 15) / 16 * 16;
        weight2Offset = Segment((nint)features * hidden);
        bias2Offset = weight2Offset + Segment((nint)hidden * classes);

        var layout = new WorkLayout();
        loss = layout.Fixed(1);
        shift = layout.Fixed(hidden);
        x = layout.PerSample(features);
        targets = layout.PerSample(classes);
        h = layout.PerSample(hidden);
        a = layout.PerSample(hidden);
        da = layout.PerSample(hidden);
        logits = layout.PerSample(classes);
        gradient = layout.PerSample(classes);
        inputGradient = layout.PerSample(features);

        TensorEntry image = x.Entry("x", [channels, height, width], [3, 1, 2]);
        TensorEntry output = logits.Entry("logits", [classes], [1]);
        TensorEntry activation = h.Entry("norm", [hidden], [1]);
        TensorEntry[] labels = labelled ? [layout.PerSample(classes).Entry("labels", [classes], [1])] : [];
        double bound = 1 / Math.Sqrt(features);
        Description = new NetworkDescription
        {
            Name = "Tests.Mlp",
            MultiplyAdds = ((long)features * hidden) + ((long)hidden * classes),
            Parameters =
            [
                new("fc1.weight", [hidden, features], [hidden, channels, height, width], [2, 3, 1, 0], 0, DistributionKind.Uniform, -bound, bound, true),
                new("fc2.weight", [classes, hidden], [classes, hidden], [1, 0], weight2Offset, DistributionKind.Normal, 0, 0.1, true),
                new("fc2.bias", [classes], [classes], [0], bias2Offset, DistributionKind.Constant, 0, 0, false),
            ],
            States = [new("norm.running_mean", [hidden], 0, 0)],
            Inputs = [image, targets.Entry("targets", [classes], [1]), .. labels],
            Layers =
            [
                new("fc1", "Linear", [hidden], (long)features * hidden, (long)features * hidden),
                new("norm", "Centre", [hidden], 0, 0),
                new("fc2", "Linear", [classes], ((long)hidden * classes) + classes, (long)hidden * classes),
            ],
            Training = layout.Schedule(
                [image, targets.Entry("targets", [classes], [1]), output, gradient.Entry("gradient:logits", [classes], [1]),
                    inputGradient.Entry("gradient:x", [channels, height, width], [3, 1, 2]), loss.Entry("loss", [], []), .. labels],
                [activation], launches: 14),
            Inference = layout.Schedule([image, output, .. labels], [activation], launches: 5),
        };
    }

    public override int BuiltFor { get; }

    public override NetworkDescription Description { get; }

    /// <summary>How often each phase ran.</summary>
    public Dictionary<Phase, int> Runs { get; } = Enum.GetValues<Phase>().ToDictionary(static phase => phase, static _ => 0);

    /// <summary>Called before each phase.</summary>
    public Action<Phase>? Starting { get; set; }

    public override void Run(Phase phase, Execution execution)
    {
        Starting?.Invoke(phase);
        Runs[phase]++;
        nint batch = execution.Batch;
        nint At(WorkBuffer buffer) => execution.At(ArenaSpace.Work, buffer.Offset(batch));
        nint weight1 = execution.At(ArenaSpace.Parameter, 0), weight2 = execution.At(ArenaSpace.Parameter, weight2Offset * Float);
        nint running = execution.At(ArenaSpace.State, 0);
        switch (phase)
        {
            case Phase.TrainingPrepare:
                break;
            case Phase.TrainingForward:
                Multiply(execution, batch, hidden, features, At(x), weight1, At(h));
                execution.Launch(MlpKernels.Centre, hidden, At(h), batch, hidden, running);
                execution.Launch(
                    MlpKernels.Activate, batch, At(h), At(a), hidden, dropout ? 1 : 0, unchecked((nint)execution.Seed), unchecked((nint)execution.Step), unchecked((nint)dropoutKey));
                Output(execution, batch, At(a), weight2, At(logits));
                break;
            case Phase.TrainingLoss:
                execution.Launch(MlpKernels.CrossEntropy, 1, At(logits), At(targets), At(gradient), At(loss), batch, classes);
                break;
            case Phase.TrainingBackward:
                Backward(execution, batch, At(x), At(h), At(a), At(da), At(gradient), weight2);
                break;
            case Phase.TrainingBackwardInput:
                MatrixProduct.Multiply(
                    execution, new MatrixProductShape([], [new(batch, hidden, 0, features)], [new(features, 0, hidden, 1)], [new(hidden, 1, 1, 0)]),
                    At(da), weight1, At(inputGradient), false);
                break;
            case Phase.InferencePrepare:
                execution.Launch(MlpKernels.Negate, 1, running, At(shift), hidden);
                break;
            case Phase.InferenceForward:
                Multiply(execution, batch, hidden, features, At(x), weight1, At(h));
                execution.Launch(MlpKernels.AddRow, batch, At(h), At(shift), hidden);
                execution.Launch(MlpKernels.Activate, batch, At(h), At(a), hidden, 0, 0, 0, 0);
                Output(execution, batch, At(a), weight2, At(logits));
                break;
        }
    }

    static void Multiply(Execution execution, nint m, nint n, nint k, nint left, nint right, nint result) =>
        MatrixProduct.Multiply(execution, MatrixProductShape.Contiguous(m, n, k), left, right, result, false);

    void Output(Execution execution, nint batch, nint activations, nint weight, nint result)
    {
        Multiply(execution, batch, classes, hidden, activations, weight, result);
        execution.Launch(MlpKernels.AddRow, batch, result, execution.At(ArenaSpace.Parameter, bias2Offset * Float), classes);
    }

    void Backward(Execution execution, nint batch, nint input, nint hiddens, nint activations, nint hiddenGradients, nint outputGradients, nint weight2)
    {
        nint weight1Gradient = execution.At(ArenaSpace.Gradient, 0), weight2Gradient = execution.At(ArenaSpace.Gradient, weight2Offset * Float);
        execution.Launch(MlpKernels.SumColumns, classes, outputGradients, batch, classes, execution.At(ArenaSpace.Gradient, bias2Offset * Float));
        MatrixProduct.Multiply(
            execution, new MatrixProductShape([], [new(hidden, 1, 0, classes)], [new(classes, 0, 1, 1)], [new(batch, hidden, classes, 0)]),
            activations, outputGradients, weight2Gradient, true);
        MatrixProduct.Multiply(
            execution, new MatrixProductShape([], [new(batch, classes, 0, hidden)], [new(hidden, 0, classes, 1)], [new(classes, 1, 1, 0)]),
            outputGradients, weight2, hiddenGradients, false);
        execution.Launch(
            MlpKernels.ActivateBackward, batch, hiddens, hiddenGradients, hidden, dropout ? 1 : 0, unchecked((nint)execution.Seed), unchecked((nint)execution.Step), unchecked((nint)dropoutKey));
        execution.Launch(MlpKernels.Centre, hidden, hiddenGradients, batch, hidden, 0);
        MatrixProduct.Multiply(
            execution, new MatrixProductShape([], [new(features, 1, 0, hidden)], [new(hidden, 0, 1, 1)], [new(batch, features, hidden, 0)]),
            input, hiddenGradients, weight1Gradient, true);
    }
}
