namespace Lathe.Bench.Fusion;

/// <summary>Softmax over scores of attention.</summary>
internal sealed unsafe class SoftmaxCase() : FusionCase("softmax: 1182 x 197")
{
    const int Rows = 6 * 197, Columns = 197;
    float* x, y;

    public override void SetUp()
    {
        var network = SoftmaxRows.Compile(Device, seed: 1);
        var scores = Numbers(Rows * Columns);
        var output = new float[Rows * Columns];
        x = Aligned(scores);
        y = Aligned(scores);
        Capture(() => network.Predict(scores, Rows, output));
        HandWritten();
        Agree(output, y, "softmax");
    }

    public override void HandWritten() => Fusion.HandWritten.Softmax(x, y, Rows, Columns);
}

/// <summary>Layer norm over tokens.</summary>
internal sealed unsafe class LayerNormCase() : FusionCase("layer norm: 1576 x 384")
{
    const int Rows = 8 * 197, Columns = 384;
    float* x, scale, shift, y;

    public override void SetUp()
    {
        var network = LayerNormRows.Compile(Device, seed: 1);
        var tokens = Numbers(Rows * Columns);
        var output = new float[Rows * Columns];
        x = Aligned(tokens);
        y = Aligned(tokens);
        scale = Aligned(network.Parameters["norm.weight"].ToArray());
        shift = Aligned(network.Parameters["norm.bias"].ToArray());
        Capture(() => network.Predict(tokens, Rows, output));
        HandWritten();
        Agree(output, y, "layer norm");
    }

    public override void HandWritten() => Fusion.HandWritten.LayerNorm(x, scale, shift, y, Rows, Columns);
}

/// <summary>The update of a million weights by SGD with Nesterov momentum.</summary>
internal sealed unsafe class UpdateCase() : FusionCase("SGD update: 1024 x 1024")
{
    const double Rate = 0.01, Momentum = 0.9, Decay = 5e-4;
    float* parameters, gradients, momenta;
    int count;

    public override void SetUp()
    {
        var network = MillionWeights.Compile(Device, seed: 1);
        var optimizer = new Sgd(network, Rate, Momentum, Decay, nesterov: true);
        network.ZeroGradients();
        network.Forward(Numbers(1024), 1);
        network.Backward(Numbers(1024, seed: 2));
        var weight = network.Parameters["fc.weight"];
        var values = weight.ToArray();
        count = values.Length;
        parameters = Aligned(values);
        gradients = Aligned(network.Gradients["fc.weight"].ToArray());
        momenta = Aligned(new float[count]);
        Capture(optimizer.Step);
        HandWritten();
        Agree(weight.ToArray(), parameters, "weights after an update");
    }

    public override void HandWritten() =>
        Fusion.HandWritten.Update(parameters, gradients, momenta, count, (float)Rate, (float)Momentum, (float)Decay);
}
