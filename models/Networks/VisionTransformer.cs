namespace Lathe.Models;

/// <summary>Self-attention of several heads over the tokens.</summary>
/// <param name="Width">Features of a token.</param>
/// <param name="Heads">Heads; each attends with Width / Heads features.</param>
public sealed record SelfAttention(int Width, int Heads) : Module
{
    readonly Linear qkv = VisionTransformer.Layer(3 * Width);
    readonly Linear proj = VisionTransformer.Layer(Width);

    /// <summary>Tokens, features to the same.</summary>
    public Tensor Forward(Tensor x) => Mix(x.Then(qkv), Heads).Then(proj);

    /// <summary>Tokens with queries, keys and values of all heads to tokens with what the heads found.</summary>
    internal static Tensor Mix(Tensor packed, int heads)
    {
        var parts = packed.Split(3, axis: 1);
        var mixed = Tensor.Attention(PerHead(parts[0], heads), PerHead(parts[1], heads), PerHead(parts[2], heads));
        return mixed.Permute(1, 0, 2).Flatten(from: 1);
    }

    /// <summary>Tokens, features to heads, tokens, features of a head.</summary>
    static Tensor PerHead(Tensor x, int heads) => x.Reshape(x.Size(0), heads, -1).Permute(1, 0, 2);
}

/// <summary>Two layers over the last axis.</summary>
/// <param name="Hidden">Units between the layers.</param>
/// <param name="Features">Features in and out.</param>
/// <param name="Initial">The initial weights of both.</param>
public sealed record TokenMlp(int Hidden, int Features, Initial Initial) : Module
{
    readonly Linear fc1 = new(Hidden) { Initial = Initial, BiasInitial = new Initial.Constant(0) };
    readonly Linear fc2 = new(Features) { Initial = Initial, BiasInitial = new Initial.Constant(0) };

    /// <summary>…, features to the same.</summary>
    public Tensor Forward(Tensor x) => x.Then(fc1).Gelu().Then(fc2);
}

/// <summary>Attention and MLP, each normalised before and added to its input.</summary>
/// <param name="Width">Features of a token.</param>
/// <param name="Heads">Attention heads.</param>
public sealed record TransformerBlock(int Width, int Heads) : Module
{
    readonly LayerNorm norm1 = new(Epsilon: 1e-6f);
    readonly SelfAttention attn = new(Width, Heads);
    readonly LayerNorm norm2 = new(Epsilon: 1e-6f);
    readonly TokenMlp mlp = new(4 * Width, Width, new Initial.TruncatedNormal(0.02));

    /// <summary>Tokens, features to the same.</summary>
    public Tensor Forward(Tensor x)
    {
        var y = x + x.Then(norm1).Then(attn);
        return y + y.Then(norm2).Then(mlp);
    }
}

/// <summary>The vision transformer: patches of an image as tokens, and a class token that the answer is read from.</summary>
/// <param name="ImageSize">Height and width of the image; a multiple of 16.</param>
/// <param name="Width">Features of a token.</param>
/// <param name="Depth">Transformer blocks.</param>
/// <param name="Heads">Attention heads.</param>
/// <param name="Classes">How many classes it tells apart.</param>
/// <remarks>
/// Dosovitskiy et al.: An Image is Worth 16x16 Words: Transformers for Image Recognition at Scale, ICLR 2021, arXiv:2010.11929. As timm has it:
/// one packed projection for queries, keys and values, and no dropout.
/// </remarks>
public abstract record VisionTransformer(int ImageSize, int Width, int Depth, int Heads, int Classes) : Module
{
    [Name("cls_token")]
    readonly Parameter classToken = new(1, 1, Width) { Initial = new Initial.Normal(1e-6), Decays = false };

    [Name("pos_embed")]
    readonly Parameter positions =
        new(1, 1 + ImageSize / 16 * (ImageSize / 16), Width) { Initial = new Initial.TruncatedNormal(0.02), Decays = false };

    [Name("patch_embed.proj")]
    readonly Conv patches = new(Width, Kernel: 16, Stride: 16);

    readonly Sequential blocks = [.. Enumerable.Repeat(new TransformerBlock(Width, Heads), Depth)];
    readonly LayerNorm norm = new(Epsilon: 1e-6f);
    readonly Linear head = Layer(Classes);

    /// <summary>Images to logits.</summary>
    public Tensor Forward(Tensor x)
    {
        Tensor first = classToken, position = positions;
        var words = x.Then(patches).Flatten(from: 1).Transpose();
        var tokens = Tensor.Concat(first.Reshape(1, Width), words) + position.Reshape(-1, Width);
        return tokens.Then(blocks).Then(norm).Slice(axis: 0, start: 0, length: 1).Flatten().Then(head);
    }

    internal static Linear Layer(int features) =>
        new(features) { Initial = new Initial.TruncatedNormal(0.02), BiasInitial = new Initial.Constant(0) };
}

/// <summary>ViT-S/16: 22 million parameters.</summary>
[Network(3, 224, 224)]
public sealed partial record VitS16() : VisionTransformer(ImageSize: 224, Width: 384, Depth: 12, Heads: 6, Classes: 1000);

/// <summary>ViT-S/16 for images of 64x64.</summary>
[Network(3, 64, 64)]
public sealed partial record VitS16At64() : VisionTransformer(ImageSize: 64, Width: 384, Depth: 12, Heads: 6, Classes: 1000);
