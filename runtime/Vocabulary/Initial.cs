namespace Lathe;

/// <summary>The distribution of a parameter's initial values. Values are drawn from the seed and the parameter's name, in float32.</summary>
public abstract record Initial
{
    Initial()
    {
    }

    /// <summary>Every element <paramref name="Value"/>.</summary>
    public sealed record Constant(double Value) : Initial;

    /// <summary>A number an element, in the order of the state-dict; as many as the parameter has.</summary>
    public sealed record Values(params double[] Numbers) : Initial;

    /// <summary>Uniform in [<paramref name="Low"/>, <paramref name="High"/>).</summary>
    public sealed record Uniform(double Low, double High) : Initial;

    /// <summary>Normal with a mean and a standard deviation, from 0.</summary>
    public sealed record Normal(double StandardDeviation, double Mean = 0) : Initial;

    /// <summary>Normal, redrawn outside two standard deviations of the mean; the standard deviation is from 0.</summary>
    public sealed record TruncatedNormal(double StandardDeviation, double Mean = 0) : Initial;

    /// <summary>Uniform in ±1/sqrt(fan-in): PyTorch's default for convolutions and linear layers.</summary>
    public sealed record FanIn : Initial;

    /// <summary>Normal with standard deviation sqrt(2 / fan) (He et al. 2015).</summary>
    /// <param name="FanOut">Uses output channels times kernel area instead of input channels times kernel area.</param>
    public sealed record He(bool FanOut = false) : Initial;

    /// <summary>Uniform in ±sqrt(6 / (fan-in + fan-out)) (Glorot and Bengio 2010).</summary>
    public sealed record Xavier : Initial;
}
