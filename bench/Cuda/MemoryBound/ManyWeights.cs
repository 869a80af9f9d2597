namespace Lathe.Bench.Cuda;

/// <summary>A linear layer of 17 million weights, for its update.</summary>
[Network(4096)]
public sealed partial record ManyWeights : Module
{
    readonly Linear fc = new(4096);

    /// <summary>Features to features.</summary>
    public Tensor Forward(Tensor x) => x.Then(fc);
}
