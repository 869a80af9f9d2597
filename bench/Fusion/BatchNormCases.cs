namespace Lathe.Bench.Fusion;

/// <summary>Batch norm of 64 channels in training, its input added, ReLU.</summary>
internal sealed unsafe class BatchNormJoinCase() : FusionCase("batch norm, add, ReLU: 32 x 16 x 16 x 64")
{
    readonly BatchNormOperands operands = new();

    public override void SetUp()
    {
        var network = BatchNormJoin.Compile(Device, seed: 1);
        operands.Allocate(network);
        Capture(() => network.Forward(operands.Images, BatchNormOperands.Samples));
        HandWritten();
        Agree(BatchNormOperands.ChannelsLast(network.Outputs[0].ToArray()), operands.Output, "output");
    }

    public override void HandWritten() => operands.Forward();
}

/// <summary>The gradients of the same: of scale, shift and input.</summary>
internal sealed unsafe class BatchNormJoinGradientCase() : FusionCase("its gradients: 32 x 16 x 16 x 64")
{
    readonly BatchNormOperands operands = new();
    float* gradient, scaleGradient, shiftGradient, inputGradient;

    public override void SetUp()
    {
        var network = BatchNormJoin.Compile(Device, seed: 1);
        operands.Allocate(network);
        var outputGradient = Numbers(operands.Images.Length, seed: 2);
        gradient = Aligned(BatchNormOperands.ChannelsLast(outputGradient));
        inputGradient = Aligned(outputGradient);
        scaleGradient = Aligned(new float[BatchNormOperands.Channels]);
        shiftGradient = Aligned(new float[BatchNormOperands.Channels]);
        var expected = new float[operands.Images.Length];
        network.ZeroGradients();
        network.Forward(operands.Images, BatchNormOperands.Samples);
        Capture(() =>
        {
            network.Backward(outputGradient);
            network.InputGradient(expected);
        });
        operands.Forward();
        HandWritten();
        Agree(BatchNormOperands.ChannelsLast(expected), inputGradient, "gradient of the input");
        Agree(network.Gradients["bn.weight"].ToArray(), scaleGradient, "gradient of the scale");
        Agree(network.Gradients["bn.bias"].ToArray(), shiftGradient, "gradient of the shift");
    }

    public override void HandWritten() => Fusion.HandWritten.BatchNormJoinGradient(
        operands.Input, operands.Output, gradient, operands.Scale, operands.Statistics, scaleGradient, shiftGradient, inputGradient,
        BatchNormOperands.Rows, BatchNormOperands.Channels);
}

/// <summary>What both directions work on.</summary>
internal sealed unsafe class BatchNormOperands
{
    public const int Samples = 32, Pixels = 16 * 16, Rows = Samples * Pixels, Channels = 64;

    public float[] Images { get; private set; } = [];

    public float* Input { get; private set; }

    public float* Output { get; private set; }

    public float* Scale { get; private set; }

    public float* Statistics { get; private set; }

    float* shift;

    public void Allocate(Network network)
    {
        Images = FusionCase.Numbers(Rows * Channels);
        Input = FusionCase.Aligned(ChannelsLast(Images));
        Output = FusionCase.Aligned(Images);
        Statistics = FusionCase.Aligned(new float[4 * Channels]);
        Scale = FusionCase.Aligned(network.Parameters["bn.weight"].ToArray());
        shift = FusionCase.Aligned(network.Parameters["bn.bias"].ToArray());
    }

    /// <summary>From N, C, H, W to N, H, W, C.</summary>
    public static float[] ChannelsLast(float[] images)
    {
        var result = new float[images.Length];
        for (var i = 0; i < images.Length; i++)
            result[(((i / (Channels * Pixels) * Pixels) + (i % Pixels)) * Channels) + (i / Pixels % Channels)] = images[i];
        return result;
    }

    public void Forward() => HandWritten.BatchNormJoin(Input, Scale, shift, Statistics, Output, Rows, Channels);
}
