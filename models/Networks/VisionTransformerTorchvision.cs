namespace Lathe.Models;

/// <summary>Self-attention with the parameters that PyTorch's own has: one matrix makes queries, keys and values.</summary>
/// <param name="Width">Features of a token.</param>
/// <param name="Heads">Heads; each attends with Width / Heads features.</param>
public sealed record MultiheadAttention(int Width, int Heads) : Module
{
    [Name("in_proj_weight")]
    readonly Parameter weight = new(3 * Width, Width) { Initial = new Initial.Xavier() };

    [Name("in_proj_bias")]
    readonly Parameter bias = new(3 * Width) { Decays = false };

    [Name("out_proj")]
    readonly Linear project = new(Width) { BiasInitial = new Initial.Constant(0) };

    /// <summary>Tokens, features to the same.</summary>
    public Tensor Forward(Tensor x) => SelfAttention.Mix(x.MatMul(weight, transposeOther: true) + bias, Heads).Then(project);
}

/// <summary>Attention and two layers at each token, each normalised before and added to its input.</summary>
/// <param name="Width">Features of a token; four times as many between the layers.</param>
/// <param name="Heads">Attention heads.</param>
public sealed record EncoderBlock(int Width, int Heads) : Module
{
    [Name("ln_1")]
    readonly LayerNorm norm1 = new(Epsilon: 1e-6f);

    [Name("self_attention")]
    readonly MultiheadAttention attention = new(Width, Heads);

    [Name("ln_2")]
    readonly LayerNorm norm2 = new(Epsilon: 1e-6f);

    [Name("mlp.0")]
    readonly Linear expand = Layer(4 * Width);

    [Name("mlp.3")]
    readonly Linear reduce = Layer(Width);

    /// <summary>Tokens, features to the same.</summary>
    public Tensor Forward(Tensor x)
    {
        var y = x + x.Then(norm1).Then(attention);
        return y + y.Then(norm2).Then(expand).Gelu().Then(reduce);
    }

    static Linear Layer(int features) => new(features) { Initial = new Initial.Xavier(), BiasInitial = new Initial.Normal(1e-6) };
}

/// <summary>Places of the tokens, then blocks and a norm.</summary>
/// <param name="Tokens">Tokens, the class token included.</param>
/// <param name="Width">Features of a token.</param>
/// <param name="Depth">Blocks.</param>
/// <param name="Heads">Attention heads.</param>
public sealed record Encoder(int Tokens, int Width, int Depth, int Heads) : Module
{
    [Name("pos_embedding")]
    readonly Parameter positions = new(1, Tokens, Width) { Initial = new Initial.Normal(0.02), Decays = false };

    readonly Dictionary<string, EncoderBlock> layers =
        Enumerable.Range(0, Depth).ToDictionary(number => $"encoder_layer_{number}", _ => new EncoderBlock(Width, Heads));

    [Name("ln")]
    readonly LayerNorm norm = new(Epsilon: 1e-6f);

    /// <summary>Tokens, features to the same.</summary>
    public Tensor Forward(Tensor x)
    {
        Tensor position = positions;
        x += position.Reshape(Tokens, Width);
        foreach (var block in layers.Values)
            x = x.Then(block);
        return x.Then(norm);
    }
}

/// <summary>The vision transformer with torchvision's names and initial values, so that its published weights load.</summary>
/// <param name="Width">Features of a token.</param>
/// <param name="Depth">Transformer blocks.</param>
/// <param name="Heads">Attention heads.</param>
/// <param name="Classes">How many classes it tells apart.</param>
/// <remarks>
/// Dosovitskiy et al.: An Image is Worth 16x16 Words: Transformers for Image Recognition at Scale, ICLR 2021, arXiv:2010.11929, for images of 224 x 224 and
/// patches of 16 x 16, without the paper's dropout of 0.1, which torchvision leaves out too. It computes what <see cref="VisionTransformer"/> does.
/// </remarks>
public abstract record TorchvisionTransformer(int Width, int Depth, int Heads, int Classes = 1000) : Module
{
    const int Patch = 16, Tokens = 224 / Patch * (224 / Patch);

    [Name("class_token")]
    readonly Parameter classToken = new(1, 1, Width) { Decays = false };

    [Name("conv_proj")]
    readonly Conv patches =
        new(Width, Kernel: Patch, Stride: Patch) { Initial = new Initial.TruncatedNormal(1 / Math.Sqrt(3 * Patch * Patch)), BiasInitial = new Initial.Constant(0) };

    readonly Encoder encoder = new(1 + Tokens, Width, Depth, Heads);

    [Name("heads.head")]
    readonly Linear head = new(Classes) { Initial = new Initial.Constant(0), BiasInitial = new Initial.Constant(0) };

    /// <summary>Images to logits.</summary>
    public Tensor Forward(Tensor x)
    {
        Tensor first = classToken;
        var words = x.Then(patches).Flatten(from: 1).Transpose();
        var tokens = Tensor.Concat(first.Reshape(1, Width), words).Then(encoder);
        return tokens.Slice(axis: 0, start: 0, length: 1).Flatten().Then(head);
    }
}

/// <summary>ViT-B/16: 86.6 million parameters.</summary>
[Network(3, 224, 224)]
public sealed partial record VitB16() : TorchvisionTransformer(Width: 768, Depth: 12, Heads: 12);

/// <summary>ViT-L/16: 304.3 million parameters.</summary>
[Network(3, 224, 224)]
public sealed partial record VitL16() : TorchvisionTransformer(Width: 1024, Depth: 24, Heads: 16);
