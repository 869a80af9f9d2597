namespace Lathe.Bench.Fusion;

/// <summary>Batch norm of 64 channels whose input is added before ReLU: what a residual block ends with.</summary>
[Network(64, 16, 16)]
public sealed partial record BatchNormJoin : Module
{
    readonly BatchNorm bn = new();

    public Tensor Forward(Tensor x) => (x.Then(bn) + x).Relu();
}

/// <summary>Softmax over 197 scores: a row of attention in a vision transformer.</summary>
[Network(197)]
public sealed partial record SoftmaxRows : Module
{
    public Tensor Forward(Tensor x) => x.Softmax();
}

/// <summary>Layer norm over 384 features: a token of ViT-S.</summary>
[Network(384)]
public sealed partial record LayerNormRows : Module
{
    readonly LayerNorm norm = new();

    public Tensor Forward(Tensor x) => x.Then(norm);
}

/// <summary>A linear layer with a million weights, for the update.</summary>
[Network(1024)]
public sealed partial record MillionWeights : Module
{
    readonly Linear fc = new(1024);

    public Tensor Forward(Tensor x) => x.Then(fc);
}
