namespace Lathe.Models;

/// <summary>Mixes the tokens of each feature, then the features of each token.</summary>
/// <param name="Tokens">Patches of the image.</param>
/// <param name="Width">Features of a token.</param>
/// <param name="TokenUnits">Units between the layers that mix tokens.</param>
public sealed record MixerBlock(int Tokens, int Width, int TokenUnits) : Module
{
    readonly LayerNorm norm1 = new(Epsilon: 1e-6f);

    [Name("mlp_tokens")]
    readonly TokenMlp tokens = new(TokenUnits, Tokens, new Initial.Xavier());

    readonly LayerNorm norm2 = new(Epsilon: 1e-6f);

    [Name("mlp_channels")]
    readonly TokenMlp channels = new(4 * Width, Width, new Initial.Xavier());

    /// <summary>Tokens, features to the same.</summary>
    public Tensor Forward(Tensor x)
    {
        var y = x + x.Then(norm1).Transpose().Then(tokens).Transpose();
        return y + y.Then(norm2).Then(channels);
    }
}

/// <summary>The MLP-Mixer: patches as tokens, and nothing but layers over tokens and over features.</summary>
/// <param name="Width">Features of a token; half as many units mix tokens.</param>
/// <param name="Depth">Mixer blocks.</param>
/// <param name="Classes">How many classes it tells apart.</param>
/// <remarks>
/// Tolstikhin et al.: MLP-Mixer: An all-MLP Architecture for Vision, NeurIPS 2021, arXiv:2105.01601, with patches of 16 x 16. Names as timm has them.
/// </remarks>
public abstract record MlpMixer(int Width, int Depth, int Classes = 1000) : Module
{
    const int ImageSize = 224, Patch = 16, Tokens = ImageSize / Patch * (ImageSize / Patch);

    [Name("stem.proj")]
    readonly Conv patches = new(Width, Kernel: Patch, Stride: Patch);

    readonly Sequential blocks = [.. Enumerable.Repeat(new MixerBlock(Tokens, Width, Width / 2), Depth)];
    readonly LayerNorm norm = new(Epsilon: 1e-6f);
    readonly Linear head = new(Classes) { Initial = new Initial.Constant(0), BiasInitial = new Initial.Constant(0) };

    /// <summary>Images to logits.</summary>
    public Tensor Forward(Tensor x) => x.Then(patches).Flatten(from: 1).Transpose().Then(blocks).Then(norm).Mean(0).Then(head);
}

/// <summary>Mixer-S/16: 18.5 million parameters.</summary>
[Network(3, 224, 224)]
public sealed partial record MixerS16() : MlpMixer(Width: 512, Depth: 8);

/// <summary>Mixer-B/16: 59.9 million parameters.</summary>
[Network(3, 224, 224)]
public sealed partial record MixerB16() : MlpMixer(Width: 768, Depth: 12);

/// <summary>Mixer-L/16: 208.2 million parameters.</summary>
[Network(3, 224, 224)]
public sealed partial record MixerL16() : MlpMixer(Width: 1024, Depth: 24);
