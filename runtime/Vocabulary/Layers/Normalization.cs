namespace Lathe;

/// <summary>Batch normalisation over the batch and all axes but the channels (axis 0) (Ioffe and Szegedy 2015). Training uses the batch's mean and
/// biased variance and moves <c>running_mean</c> and <c>running_var</c> (unbiased; one value a channel has none and leaves
/// it) towards them; inference uses those.</summary>
/// <param name="Epsilon">Added to the variance; above 0.</param>
/// <param name="Momentum">The share of the batch's statistics in the running ones, in [0, 1].</param>
public sealed record BatchNorm(float Epsilon = 1e-5f, float Momentum = 0.1f) : Module
{
    /// <summary>The initial scale.</summary>
    public Initial Initial { get; init; } = new Initial.Constant(1);

    /// <summary>Training uses the running statistics too and leaves them as they are (PyTorch's <c>eval()</c> of the module), as layers of another
    /// task want it whose new images are few. Scale and shift still learn, unless their <c>rateScale</c> is 0.</summary>
    public bool Frozen { get; init; }

    /// <summary>Whether there are <c>weight</c> and <c>bias</c>, of a number a channel, that scale and shift what is normalised.</summary>
    public bool Affine { get; init; } = true;
}

/// <summary>Normalises the last axis of each position (Ba et al. 2016).</summary>
/// <param name="Epsilon">Added to the variance; above 0.</param>
public sealed record LayerNorm(float Epsilon = 1e-5f) : Module
{
    /// <summary>Whether there are <c>weight</c> and <c>bias</c>, of the axis's extent, that scale and shift what is normalised.</summary>
    public bool Affine { get; init; } = true;
}

/// <summary>Layer normalisation over the channels (axis 0) of an image, at each pixel.</summary>
/// <param name="Epsilon">Added to the variance; above 0.</param>
public sealed record ChannelNorm(float Epsilon = 1e-5f) : Module
{
    /// <summary>Whether there are <c>weight</c> and <c>bias</c>, of a number a channel, that scale and shift what is normalised.</summary>
    public bool Affine { get; init; } = true;
}

/// <summary>Normalises consecutive groups of channels over their pixels (Wu and He 2018). As many groups as channels are instance normalisation
/// (Ulyanov et al. 2016).</summary>
/// <param name="Groups">How many groups, from 1; it divides the channels.</param>
/// <param name="Epsilon">Added to the variance; above 0.</param>
public sealed record GroupNorm(int Groups, float Epsilon = 1e-5f) : Module
{
    /// <summary>Whether there are <c>weight</c> and <c>bias</c>, of a number a channel, that scale and shift what is normalised.</summary>
    public bool Affine { get; init; } = true;
}

/// <summary>Local response normalisation (Krizhevsky et al. 2012): <see cref="Tensor.LocalResponseNorm"/>.</summary>
/// <param name="Size">How many neighbouring channels, from 1.</param>
/// <param name="Alpha">The factor of the mean of their squares.</param>
/// <param name="Beta">The exponent.</param>
/// <param name="K">Added to what is raised to the exponent.</param>
public sealed record LocalResponseNorm(int Size = 5, float Alpha = 1e-4f, float Beta = 0.75f, float K = 1) : Module;
