namespace Lathe.Models;

/// <summary>Self-attention within windows of an image, with a bias that depends on where two pixels of a window lie to each other.</summary>
/// <param name="Width">Features of a pixel.</param>
/// <param name="Heads">Heads; each attends with Width / Heads features.</param>
/// <param name="Shifted">Moves the windows by half of their extent, so that neighbours meet.</param>
public sealed record WindowAttention(int Width, int Heads, bool Shifted) : Module
{
    /// <summary>Height and width of a window.</summary>
    const int Window = 7;

    /// <summary>What keeps pixels apart that only the shift brought into one window.</summary>
    const float Apart = -100;

    /// <summary>Which row of the table holds what a pixel adds when another one attends to it, pixel by pixel of a window.</summary>
    static readonly int[] RelativePositions = [.. Enumerable.Range(0, Window * Window).SelectMany(_ => Enumerable.Range(0, Window * Window), RelativePosition)];

    [Name("relative_position_bias_table")]
    readonly Parameter table = new((2 * Window - 1) * (2 * Window - 1), Heads) { Initial = new Initial.TruncatedNormal(0.02), Decays = false };

    readonly Linear qkv = VisionTransformer.Layer(3 * Width);
    readonly Linear proj = VisionTransformer.Layer(Width);

    /// <summary>H, W, features to the same.</summary>
    public Tensor Forward(Tensor x)
    {
        var (height, width) = (x.Size(0), x.Size(1));
        var padded = Padded(Padded(x, axis: 0), axis: 1);
        var (rows, columns) = (padded.Size(0), padded.Size(1));
        var (down, right) = (Shift(rows), Shift(columns));
        var windows = Windows(padded.Roll(0, -down).Roll(1, -right));
        var scores = Bias();
        if (down + right > 0)
            scores += Mask(rows, columns, down, right);
        var mixed = Attend(windows, scores).Then(proj);
        return Image(mixed, rows, columns).Roll(0, down).Roll(1, right).Slice(0, 0, height).Slice(1, 0, width);
    }

    /// <summary>One window that holds all pixels is not shifted.</summary>
    int Shift(int extent) => Shifted && extent > Window ? Window / 2 : 0;

    Tensor Padded(Tensor x, int axis)
    {
        var missing = (Window - x.Size(axis) % Window) % Window;
        return missing == 0 ? x : x.Pad(axis, before: 0, after: missing);
    }

    /// <summary>H, W, features to windows, pixels of a window, features.</summary>
    Tensor Windows(Tensor x) =>
        x.Reshape(x.Size(0) / Window, Window, x.Size(1) / Window, Window, -1).Permute(0, 2, 1, 3, 4).Reshape(-1, Window * Window, x.Size(2));

    /// <summary>Windows, pixels of a window, features to H, W, features.</summary>
    Tensor Image(Tensor x, int height, int width) =>
        x.Reshape(height / Window, width / Window, Window, Window, -1).Permute(0, 2, 1, 3, 4).Reshape(height, width, -1);

    /// <summary>Windows, pixels, features to the same, with what is added to the scores.</summary>
    Tensor Attend(Tensor x, Tensor bias)
    {
        var parts = x.Then(qkv).Split(3, axis: 2);
        var scores = PerHead(parts[0]).MatMul(PerHead(parts[1]), transposeOther: true).Map(score => (float)(score / Math.Sqrt(Width / Heads)));
        return (scores + bias).Softmax().MatMul(PerHead(parts[2])).Permute(0, 2, 1, 3).Flatten(from: 2);
    }

    /// <summary>Windows, pixels, features to windows, heads, pixels, features of a head.</summary>
    Tensor PerHead(Tensor x) => x.Reshape(x.Size(0), x.Size(1), Heads, -1).Permute(0, 2, 1, 3);

    /// <summary>Heads, pixels, pixels.</summary>
    Tensor Bias()
    {
        Tensor bias = table;
        return bias.Gather(0, RelativePositions).Reshape(Window * Window, Window * Window, Heads).Permute(2, 0, 1);
    }

    static int RelativePosition(int from, int to)
    {
        var (down, right) = (from / Window - to / Window, from % Window - to % Window);
        return (down + Window - 1) * (2 * Window - 1) + right + Window - 1;
    }

    /// <summary>Windows, 1, pixels, pixels: nothing within a region of the image as it was before the shift.</summary>
    Tensor Mask(int height, int width, int down, int right)
    {
        var regions = Windows((Regions(height, down) * 3).Reshape(height, 1, 1) + Regions(width, right).Reshape(1, width, 1));
        var difference = regions.Reshape(-1, 1, Window * Window, 1) - regions.Reshape(-1, 1, 1, Window * Window);
        return difference.Map(static d => d == 0 ? 0 : Apart);
    }

    /// <summary>Numbers along an axis: 0 where no window spans what the shift brought together, 1 before the seam and 2 behind it.</summary>
    Tensor Regions(int extent, int shift) =>
        Tensor.Range(extent).Map(place => place < extent - Window ? 0f : place < extent - shift ? 1f : 2f);
}

/// <summary>Attention in windows and two layers at each pixel, each normalised before and added to its input.</summary>
/// <param name="Width">Features of a pixel; four times as many between the layers.</param>
/// <param name="Heads">Attention heads.</param>
/// <param name="Shifted">Moves the windows.</param>
/// <param name="DropPath">The probability that training leaves a half of the block out, sample by sample.</param>
public sealed record SwinBlock(int Width, int Heads, bool Shifted, float DropPath) : Module
{
    readonly LayerNorm norm1 = new();
    readonly WindowAttention attn = new(Width, Heads, Shifted);
    readonly LayerNorm norm2 = new();

    [Name("mlp.0")]
    readonly Linear expand = VisionTransformer.Layer(4 * Width);

    [Name("mlp.3")]
    readonly Linear reduce = VisionTransformer.Layer(Width);

    /// <summary>H, W, features to the same.</summary>
    public Tensor Forward(Tensor x)
    {
        var y = x + x.Then(norm1).Then(attn).DropPath(DropPath);
        return y + y.Then(norm2).Then(expand).Gelu().Then(reduce).DropPath(DropPath);
    }
}

/// <summary>Makes one pixel of four.</summary>
/// <param name="Width">Features of a pixel; twice as many afterwards.</param>
public sealed record PatchMerging(int Width) : Module
{
    readonly Linear reduction = new(2 * Width, Bias: false) { Initial = new Initial.TruncatedNormal(0.02) };
    readonly LayerNorm norm = new();

    /// <summary>H, W, features to H/2, W/2, twice the features.</summary>
    public Tensor Forward(Tensor x) => Tensor.Concat(2, Every(x, 0, 0), Every(x, 1, 0), Every(x, 0, 1), Every(x, 1, 1)).Then(norm).Then(reduction);

    static Tensor Every(Tensor x, int row, int column) => x.Slice(0, row, x.Size(0) / 2, step: 2).Slice(1, column, x.Size(1) / 2, step: 2);
}

/// <summary>A vision transformer whose attention stays within windows, and whose image shrinks from stage to stage.</summary>
/// <param name="Width">Features of a pixel in the first stage; each later one has twice as many as the one before.</param>
/// <param name="Blocks">Blocks of each stage; every second one moves its windows.</param>
/// <param name="Heads">Attention heads of each stage.</param>
/// <param name="DropPath">The probability that training leaves the last block out; it grows evenly from 0 at the first.</param>
/// <param name="Classes">How many classes it tells apart.</param>
/// <remarks>
/// Liu, Lin, Cao, Hu, Wei, Zhang, Lin, Guo: Swin Transformer: Hierarchical Vision Transformer using Shifted Windows, ICCV 2021, arXiv:2103.14030. Names as
/// torchvision has them, but for <c>relative_position_index</c>, which files have beside each table. It follows from the window: load them with a function that leaves it out.
/// </remarks>
public abstract record SwinTransformer(int Width, int[] Blocks, int[] Heads, float DropPath, int Classes = 1000) : Module
{
    [Name("features.0.0")]
    readonly Conv patches = new(Width, Kernel: 4, Stride: 4);

    [Name("features.0.2")]
    readonly LayerNorm patchNorm = new();

    readonly Dictionary<int, Module> features = Features(Width, Blocks, Heads, DropPath);
    readonly LayerNorm norm = new();
    readonly Linear head = VisionTransformer.Layer(Classes);

    /// <summary>Images to logits.</summary>
    public Tensor Forward(Tensor x)
    {
        var y = x.Then(patches).Permute(1, 2, 0).Then(patchNorm);
        foreach (var layers in features.Values)
            y = y.Then(layers);
        return y.Then(norm).Mean(0, 1).Then(head);
    }

    /// <summary>Stages, with a reduction between two of them; they count from 1, behind the patches.</summary>
    static Dictionary<int, Module> Features(int width, int[] blocks, int[] heads, float dropPath)
    {
        var layers = new Dictionary<int, Module>();
        var (block, last) = (0, blocks.Sum() - 1);
        for (var stage = 0; stage < blocks.Length; stage++, width *= 2)
        {
            if (stage > 0)
                layers.Add(2 * stage, new PatchMerging(width / 2));
            var (features, count, first) = (width, heads[stage], block);
            layers.Add(
                (2 * stage) + 1,
                new Sequential([.. Enumerable.Range(0, blocks[stage]).Select(number => new SwinBlock(features, count, number % 2 == 1, dropPath * (first + number) / last))]));
            block += blocks[stage];
        }

        return layers;
    }
}

/// <summary>Swin-T: 28.3 million parameters.</summary>
[Network(3, 224, 224)]
public sealed partial record SwinTiny() : SwinTransformer(Width: 96, Blocks: [2, 2, 6, 2], Heads: [3, 6, 12, 24], DropPath: 0.2f);
