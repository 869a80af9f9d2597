using Lathe.Abi;
using Lathe.Kernels;

namespace Lathe.Runtime.Tests;

/// <summary>A network with two outputs and a loss of its own with an extra input and no targets: main = s x, aux = the sum of s x, loss = the mean over the batch of
/// the sum of mask main² / 2, plus aux. In inference there is no aux.</summary>
sealed unsafe class TwoHeadsProgram : NetworkProgram
{
    public const int Size = 3;

    static readonly Kernel ForwardKernel = static (arguments, begin, end, _) =>
    {
        float* x = (float*)arguments[0], scale = (float*)arguments[1], main = (float*)arguments[2], aux = (float*)arguments[3];
        for (nint n = begin; n < end; n++)
        {
            float sum = 0;
            for (int i = 0; i < Size; i++)
                sum += main[(n * Size) + i] = scale[i] * x[(n * Size) + i];
            if (aux != null)
                aux[n] = sum;
        }
    };

    static readonly Kernel LossKernel = static (arguments, _, _, _) =>
    {
        float* main = (float*)arguments[0], aux = (float*)arguments[1], mask = (float*)arguments[2];
        float* mainGradient = (float*)arguments[3], auxGradient = (float*)arguments[4];
        nint batch = arguments[6];
        double loss = 0;
        for (nint n = 0; n < batch; n++)
        {
            loss += aux[n];
            auxGradient[n] = 1f / batch;
            for (nint i = n * Size; i < (n + 1) * Size; i++)
            {
                loss += mask[i] * main[i] * main[i] / 2;
                mainGradient[i] = mask[i] * main[i] / batch;
            }
        }
        *(float*)arguments[5] = (float)(loss / batch);
    };

    static readonly Kernel BackwardKernel = static (arguments, begin, end, _) =>
    {
        float* x = (float*)arguments[0], mainGradient = (float*)arguments[1], auxGradient = (float*)arguments[2], scaleGradient = (float*)arguments[3];
        for (nint i = begin; i < end; i++)
        {
            for (nint n = 0; n < arguments[4]; n++)
                scaleGradient[i] += x[(n * Size) + i] * (mainGradient[(n * Size) + i] + auxGradient[n]);
        }
    };

    readonly WorkBuffer x, mask, main, aux, mainGradient, auxGradient, loss;

    public TwoHeadsProgram()
    {
        var layout = new WorkLayout();
        loss = layout.Fixed(1);
        x = layout.PerSample(Size);
        mask = layout.PerSample(Size);
        main = layout.PerSample(Size);
        aux = layout.PerSample(1);
        mainGradient = layout.PerSample(Size);
        auxGradient = layout.PerSample(1);
        TensorEntry input = x.Entry("x", [Size], [1]), extra = mask.Entry("mask", [Size], [1]), output = main.Entry("main", [Size], [1]);
        Description = new NetworkDescription
        {
            Name = "Tests.TwoHeads",
            MultiplyAdds = 0,
            Parameters = [new("scale", [Size], [Size], [0], 0, DistributionKind.Constant, 2, 0, true)],
            States = [],
            Inputs = [input, extra],
            Layers = [],
            Training = layout.Schedule(
                [input, extra, output, aux.Entry("aux", [], []), mainGradient.Entry("gradient:main", [Size], [1]), auxGradient.Entry("gradient:aux", [], []), loss.Entry("loss", [], [])],
                [], launches: 3),
            Inference = layout.Schedule([input, output], [], launches: 1),
        };
    }

    public override int BuiltFor => Version;

    public override NetworkDescription Description { get; }

    public override void Run(Phase phase, Execution execution)
    {
        nint batch = execution.Batch, scale = execution.At(ArenaSpace.Parameter, 0);
        nint At(WorkBuffer buffer) => execution.At(ArenaSpace.Work, buffer.Offset(batch));
        switch (phase)
        {
            case Phase.InferenceForward:
                execution.Launch(ForwardKernel, batch, At(x), scale, At(main), 0);
                break;
            case Phase.TrainingForward:
                execution.Launch(ForwardKernel, batch, At(x), scale, At(main), At(aux));
                break;
            case Phase.TrainingLoss:
                execution.Launch(LossKernel, 1, At(main), At(aux), At(mask), At(mainGradient), At(auxGradient), At(loss), batch);
                break;
            case Phase.TrainingBackward:
                execution.Launch(BackwardKernel, Size, At(x), At(mainGradient), At(auxGradient), execution.At(ArenaSpace.Gradient, 0), batch);
                break;
            default:
                break;
        }
    }
}
