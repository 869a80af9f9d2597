namespace Lathe.Bench.Cuda;

/// <summary>Batch norm of 64 channels whose input is added before ReLU: what a residual block ends with.</summary>
[Network(64, 8, 8)]
public sealed partial record BatchNormJoin : Module
{
    readonly BatchNorm bn = new();

    /// <summary>Images to images.</summary>
    public Tensor Forward(Tensor x) => (x.Then(bn) + x).Relu();
}

/// <summary>Softmax over 197 scores: a row of attention in a vision transformer.</summary>
[Network(197)]
public sealed partial record SoftmaxRows : Module
{
    /// <summary>Scores to weights.</summary>
    public Tensor Forward(Tensor x) => x.Softmax();
}

/// <summary>Layer norm over 384 features: a token of ViT-S.</summary>
[Network(384)]
public sealed partial record LayerNormRows : Module
{
    readonly LayerNorm norm = new();

    /// <summary>Tokens to tokens.</summary>
    public Tensor Forward(Tensor x) => x.Then(norm);
}

/// <summary>A linear layer, for its update.</summary>
[Network(4096)]
public sealed partial record ManyWeights : Module
{
    readonly Linear fc = new(4096);

    /// <summary>Features to features.</summary>
    public Tensor Forward(Tensor x) => x.Then(fc);
}
