namespace Lathe.Models;

/// <summary>A convolution whose weights are standardised, output by output, before they are scaled by a gain that is learnt.</summary>
/// <param name="Inputs">Input channels.</param>
/// <param name="Channels">Output channels.</param>
/// <param name="Kernel">The window's height and width.</param>
/// <param name="Stride">The step.</param>
/// <param name="Groups">Splits both channels into so many independent parts.</param>
/// <param name="Gamma">A constant factor of the weights: what the activation before takes from the variance.</param>
/// <param name="Gain">The gain at first.</param>
/// <param name="Symmetric">Pads as much below as above; otherwise one row more below where a stride leaves an odd number, as TensorFlow does.</param>
/// <remarks>
/// Brock, De, Smith: Characterizing signal propagation to close the performance gap in unnormalized ResNets, ICLR 2021, arXiv:2101.08692, equation 3. Padding keeps
/// ceil(H / stride) rows.
/// </remarks>
public sealed record StandardizedConv(int Inputs, int Channels, int Kernel, int Stride = 1, int Groups = 1, double Gamma = 1, float Gain = 1, bool Symmetric = false) : Module
{
    readonly Parameter weight = new(Channels, Inputs / Groups, Kernel, Kernel) { Initial = new Initial.He() };
    readonly Parameter bias = new(Channels) { Decays = false };
    readonly Parameter gain = new(Channels, 1, 1, 1) { Initial = new Initial.Constant(Gain), Decays = false };

    /// <summary>C, H, W to the output channels, H/stride, W/stride, rounded up.</summary>
    public Tensor Forward(Tensor x)
    {
        Tensor raw = weight, shift = bias, factor = gain;
        var centred = raw - raw.MeanKeep(1, 2, 3);
        var deviation = (centred.Square().MeanKeep(1, 2, 3) + 1e-5f).Sqrt();
        var scale = Gamma / Math.Sqrt(Inputs / Groups * Kernel * Kernel);
        var padded = Symmetric ? x : Same(Same(x, axis: 1), axis: 2);
        return padded.Convolve(centred / deviation * factor.Map(gain => (float)(gain * scale)), Stride, Symmetric ? Kernel / 2 : 0, Groups) + shift.Reshape(-1, 1, 1);
    }

    Tensor Same(Tensor x, int axis)
    {
        var extent = x.Size(axis);
        var missing = Math.Max((extent + Stride - 1) / Stride * Stride - Stride + Kernel - extent, 0);
        return missing == 0 ? x : x.Pad(axis, missing / 2, missing - missing / 2);
    }
}

/// <summary>What is the same in the blocks of a network without norms.</summary>
/// <param name="Gaussian">Activates by GELU, scaled to keep the variance, not by ReLU, whose factor the weights have.</param>
/// <param name="GroupWidth">Channels of a group of the inner convolutions; 0 for one group.</param>
/// <param name="Ratio">Inner channels for each output channel.</param>
/// <param name="Second">Has a second inner convolution.</param>
/// <param name="Excitation">Weighs channels by what the image holds of them, and begins as the identity by a gain of its own.</param>
/// <param name="Gamma">A constant factor of the weights.</param>
/// <param name="Symmetric">Pads as much below as above.</param>
public sealed record NormFreeForm(bool Gaussian, int GroupWidth, float Ratio, bool Second, bool Excitation, double Gamma, bool Symmetric)
{
    /// <summary>The activation.</summary>
    public Tensor Activate(Tensor x) => Gaussian ? x.Gelu().Map(static y => (float)(y * 1.7015043497085571)) : x.Relu();

    /// <summary>A convolution.</summary>
    public StandardizedConv Convolution(int inputs, int channels, int kernel, int stride = 1, int groups = 1, float gain = 1) =>
        new(inputs, channels, kernel, stride, groups, Gamma, gain, Symmetric);
}

/// <summary>Weighs the channels by two layers over their means.</summary>
/// <param name="Channels">Channels in and out; half as many units between the layers.</param>
public sealed record NormFreeExcitation(int Channels) : Module
{
    readonly Conv fc1 = new(Channels / 2, Kernel: 1);
    readonly Conv fc2 = new(Channels, Kernel: 1);

    /// <summary>C, H, W to the same.</summary>
    public Tensor Forward(Tensor x) => x * x.MeanKeep(1, 2).Then(fc1).Relu().Then(fc2).Sigmoid();
}

/// <summary>The projection of a shortcut, which averages where the block halves the image.</summary>
/// <param name="Inputs">Input channels.</param>
/// <param name="Channels">Output channels.</param>
/// <param name="Stride">2 where the block halves the image.</param>
/// <param name="Form">What the blocks share.</param>
public sealed record NormFreeShortcut(int Inputs, int Channels, int Stride, NormFreeForm Form) : Module
{
    readonly StandardizedConv conv = Form.Convolution(Inputs, Channels, kernel: 1);

    /// <summary>C, H, W to the output channels, H/stride, W/stride.</summary>
    public Tensor Forward(Tensor x) => (Stride == 1 ? x : x.AveragePool(2, ceilMode: true, countIncludePad: false)).Then(conv);
}

/// <summary>A bottleneck without norms: its input is scaled to unit variance, which is known beforehand, and what it adds is a fifth.</summary>
/// <param name="Inputs">Input channels.</param>
/// <param name="Channels">Output channels.</param>
/// <param name="Stride">2 where the block halves the image.</param>
/// <param name="Variance">The variance of the input at first.</param>
/// <param name="DropPath">The probability that training leaves the block out, sample by sample.</param>
/// <param name="Form">What the blocks share.</param>
public sealed record NormFreeBlock(int Inputs, int Channels, int Stride, double Variance, float DropPath, NormFreeForm Form) : Module
{
    const float Alpha = 0.2f;

    [Name("skipinit_gain")]
    readonly Parameter? skipGain = Form.Excitation ? new() { Decays = false } : null;

    readonly NormFreeShortcut? downsample = Inputs != Channels || Stride != 1 ? new(Inputs, Channels, Stride, Form) : null;
    readonly StandardizedConv conv1 = Form.Convolution(Inputs, (int)(Channels * Form.Ratio), kernel: 1);
    readonly StandardizedConv conv2 = Inner(Channels, Stride, Form);
    readonly StandardizedConv? conv2b = Form.Second ? Inner(Channels, 1, Form) : null;
    readonly StandardizedConv conv3 = Form.Convolution((int)(Channels * Form.Ratio), Channels, kernel: 1, gain: Form.Excitation ? 1 : 0);

    [Name("attn_last")]
    readonly NormFreeExcitation? excitation = Form.Excitation ? new(Channels) : null;

    /// <summary>C, H, W to the output channels, H/stride, W/stride.</summary>
    public Tensor Forward(Tensor x)
    {
        var scaled = Form.Activate(x).Map(v => (float)(v / Math.Sqrt(Variance)));
        var y = Form.Activate(scaled.Then(conv1)).Then(conv2);
        if (conv2b is not null)
            y = Form.Activate(y).Then(conv2b);
        y = Form.Activate(y).Then(conv3);
        if (excitation is not null)
            y = y.Then(excitation) * 2;
        y = y.DropPath(DropPath);
        if (skipGain is not null)
            y *= skipGain;
        return y * Alpha + (downsample is null ? x : scaled.Then(downsample));
    }

    static StandardizedConv Inner(int channels, int stride, NormFreeForm form)
    {
        var width = (int)(channels * form.Ratio);
        return form.Convolution(width, width, kernel: 3, stride, form.GroupWidth == 0 ? 1 : width / form.GroupWidth);
    }
}

/// <summary>Four convolutions, of which the first and the last halve the image.</summary>
/// <param name="Form">What the blocks share.</param>
public sealed record NormFreeStem(NormFreeForm Form) : Module
{
    readonly StandardizedConv conv1 = Form.Convolution(3, 16, kernel: 3, stride: 2);
    readonly StandardizedConv conv2 = Form.Convolution(16, 32, kernel: 3);
    readonly StandardizedConv conv3 = Form.Convolution(32, 64, kernel: 3);
    readonly StandardizedConv conv4 = Form.Convolution(64, 128, kernel: 3, stride: 2);

    /// <summary>3, H, W to 128, H/4, W/4.</summary>
    public Tensor Forward(Tensor x) => Form.Activate(Form.Activate(Form.Activate(x.Then(conv1)).Then(conv2)).Then(conv3)).Then(conv4);
}

/// <summary>ResNet's stem.</summary>
/// <param name="Form">What the blocks share.</param>
public sealed record NormFreePlainStem(NormFreeForm Form) : Module
{
    readonly StandardizedConv conv = Form.Convolution(3, 64, kernel: 7, stride: 2);

    /// <summary>3, H, W to 64, H/4, W/4.</summary>
    public Tensor Forward(Tensor x) => x.Then(conv).MaxPool(3, stride: 2, padding: 1);
}

/// <summary>A residual network without norms.</summary>
/// <param name="Form">What its blocks share.</param>
/// <param name="DeepStem">Begins with four small convolutions instead of a large one.</param>
/// <param name="Widths">Channels of each stage.</param>
/// <param name="Blocks">Blocks of each stage.</param>
/// <param name="FinalWidth">Channels of a last convolution; 0 where there is none.</param>
/// <param name="DropProbability">The probability of dropout before the classifier.</param>
/// <param name="DropPath">The probability that training leaves the last block out; it grows evenly from 0 at the first.</param>
/// <param name="Classes">How many classes it tells apart.</param>
/// <remarks>
/// Brock, De, Smith, Simonyan: High-Performance Large-Scale Image Recognition Without Normalization, ICML 2021, arXiv:2102.06171; and the paper that
/// <see cref="StandardizedConv"/> cites. Names and padding as timm has them for weights that DeepMind published.
/// </remarks>
public abstract record NormFreeNet(
    NormFreeForm Form, bool DeepStem, int[] Widths, int[] Blocks, int FinalWidth = 0, float DropProbability = 0, float DropPath = 0, int Classes = 1000) : Module
{
    const double VariancePerBlock = 0.2 * 0.2;

    readonly Module stem = DeepStem ? new NormFreeStem(Form) : new NormFreePlainStem(Form);
    readonly Sequential stages = Stages(Form, DeepStem ? 128 : 64, Widths, Blocks, DropPath);

    [Name("final_conv")]
    readonly StandardizedConv? final = FinalWidth == 0 ? null : Form.Convolution(Widths[^1], FinalWidth, kernel: 1);

    [Name("head.fc")]
    readonly Linear head = new(Classes) { Initial = new Initial.Normal(0.01), BiasInitial = new Initial.Constant(0) };

    /// <summary>Images to logits.</summary>
    public Tensor Forward(Tensor x)
    {
        var y = x.Then(stem).Then(stages);
        if (final is not null)
            y = y.Then(final);
        return Form.Activate(y).GlobalAveragePool().Dropout(DropProbability).Then(head);
    }

    static Sequential Stages(NormFreeForm form, int stemWidth, int[] widths, int[] blocks, float dropPath)
    {
        var stages = new List<Module>();
        var (number, last) = (0, blocks.Sum() - 1);
        var variance = 1.0;
        for (var stage = 0; stage < blocks.Length; stage++)
        {
            var layers = new List<Module>();
            for (var block = 0; block < blocks[stage]; block++, number++)
            {
                var (inputs, stride) = block > 0 ? (widths[stage], 1) : stage > 0 ? (widths[stage - 1], 2) : (stemWidth, 1);
                layers.Add(new NormFreeBlock(inputs, widths[stage], stride, variance, dropPath * number / last, form));

                // A projected shortcut starts from a scaled input, whose variance is one.
                variance = (block == 0 ? 1 : variance) + VariancePerBlock;
            }

            stages.Add(new Sequential([.. layers]));
        }

        return [.. stages];
    }
}

/// <summary>NFNets, with the stem, the groups and the excitation that their paper adds.</summary>
/// <param name="DropProbability">The probability of dropout before the classifier.</param>
/// <param name="DropPath">The probability that training leaves the last block out.</param>
public abstract record NfNetF0(float DropProbability, float DropPath) : NormFreeNet(
    Form, DeepStem: true, Widths: [256, 512, 1536, 1536], Blocks: [1, 2, 6, 3], FinalWidth: 3072, DropProbability, DropPath)
{
    static new readonly NormFreeForm Form = new(Gaussian: true, GroupWidth: 128, Ratio: 0.5f, Second: true, Excitation: true, Gamma: 1, Symmetric: false);
}

/// <summary>NFNet-F0 at the size it is trained with: 71.5 million parameters.</summary>
[Network(3, 192, 192)]
public sealed partial record NfNetF0At192() : NfNetF0(DropProbability: 0.2f, DropPath: 0.25f);

/// <summary>NFNet-F0 at the size it is tested with.</summary>
[Network(3, 256, 256)]
public sealed partial record NfNetF0At256() : NfNetF0(DropProbability: 0.2f, DropPath: 0.25f);

/// <summary>NF-ResNet-50: 25.6 million parameters.</summary>
[Network(3, 224, 224)]
public sealed partial record NfResNet50() : NormFreeNet(Form, DeepStem: false, Widths: [256, 512, 1024, 2048], Blocks: [3, 4, 6, 3])
{
    static new readonly NormFreeForm Form = new(Gaussian: false, GroupWidth: 0, Ratio: 0.25f, Second: false, Excitation: false, Gamma: 1.7139588594436646, Symmetric: true);
}
