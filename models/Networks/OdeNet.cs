namespace Lathe.Models;

/// <summary>A residual block with group norm: norm, ReLU and convolution, twice.</summary>
/// <param name="Strided">Halves the image, and projects the shortcut, which then leaves after the first ReLU.</param>
public sealed record OdeResidual(bool Strided) : Module
{
    readonly GroupNorm norm1 = new(Groups: 32);
    readonly Conv conv1 = new(OdeNet.Channels, Kernel: 3, Stride: Strided ? 2 : 1, Padding: 1, Bias: false);
    readonly GroupNorm norm2 = new(Groups: 32);
    readonly Conv conv2 = new(OdeNet.Channels, Kernel: 3, Padding: 1, Bias: false);
    readonly Conv? down = Strided ? new(OdeNet.Channels, Kernel: 1, Stride: 2, Bias: false) : null;

    /// <summary>C, H, W to the same, or C, H/2, W/2.</summary>
    public Tensor Forward(Tensor x)
    {
        var active = x.Then(norm1).Relu();
        return active.Then(conv1).Then(norm2).Relu().Then(conv2) + (down is null ? x : active.Then(down));
    }
}

/// <summary>The right side of dx/dt = f(t, x), and its solution.</summary>
/// <param name="Steps">Steps of the solver from t = 0 to 1.</param>
public sealed record OdeBlock(int Steps) : Module
{
    readonly GroupNorm norm1 = new(Groups: 32);
    readonly Conv conv1 = new(OdeNet.Channels, Kernel: 3, Padding: 1);
    readonly GroupNorm norm2 = new(Groups: 32);
    readonly Conv conv2 = new(OdeNet.Channels, Kernel: 3, Padding: 1);
    readonly GroupNorm norm3 = new(Groups: 32);

    /// <summary>x at t = 0 to x at t = 1, by the classical method of Runge and Kutta.</summary>
    public Tensor Forward(Tensor x)
    {
        var h = 1f / Steps;
        for (var step = 0; step < Steps; step++)
        {
            var t = step * h;
            var k1 = Derivative(t, x);
            var k2 = Derivative(t + h / 2, x + k1 * (h / 2));
            var k3 = Derivative(t + h / 2, x + k2 * (h / 2));
            var k4 = Derivative(t + h, x + k3 * h);
            x += (k1 + k2 * 2 + k3 * 2 + k4) * h / 6;
        }

        return x;
    }

    /// <summary>f: each convolution sees the time as a channel of its own, the first.</summary>
    Tensor Derivative(float t, Tensor x)
    {
        var y = x.Then(norm1).Relu().Pad(axis: 0, before: 1, after: 0, value: t).Then(conv1);
        return y.Then(norm2).Relu().Pad(axis: 0, before: 1, after: 0, value: t).Then(conv2).Then(norm3);
    }
}

/// <summary>A network whose depth is a differential equation, for MNIST.</summary>
/// <param name="ResidualDownsampling">Shrinks the image by residual blocks instead of convolutions.</param>
/// <param name="Residuals">Residual blocks in place of the equation, to compare with; 0 for the equation.</param>
/// <remarks>
/// Chen, Rubanova, Bettencourt, Duvenaud: Neural Ordinary Differential Equations, NeurIPS 2018, arXiv:1806.07366. The paper chooses steps as it goes (dopri5)
/// and solves a second equation for the gradients; here steps are fixed, four of Runge-Kutta's fourth order, and gradients go back through them, which keeps
/// shapes and work known at build time.
/// </remarks>
public abstract record OdeNet(bool ResidualDownsampling, int Residuals = 0) : Module
{
    internal const int Channels = 64;

    [Name("down")]
    readonly Sequential downsampling = ResidualDownsampling
        ? [new Conv(Channels, Kernel: 3), new OdeResidual(Strided: true), new OdeResidual(Strided: true)]
        :
        [
            new Conv(Channels, Kernel: 3), new GroupNorm(Groups: 32), new Relu(),
            new Conv(Channels, Kernel: 4, Stride: 2, Padding: 1), new GroupNorm(Groups: 32), new Relu(),
            new Conv(Channels, Kernel: 4, Stride: 2, Padding: 1),
        ];

    readonly Module body = Residuals == 0 ? new OdeBlock(Steps: 4) : new Sequential([.. Enumerable.Repeat(new OdeResidual(Strided: false), Residuals)]);
    readonly GroupNorm norm = new(Groups: 32);
    readonly Linear fc = new(10);

    /// <summary>Images to logits.</summary>
    public Tensor Forward(Tensor x) => x.Then(downsampling).Then(body).Then(norm).Relu().GlobalAveragePool().Then(fc);
}

/// <summary>ODE-Net with convolutions that shrink the image: 208,266 parameters.</summary>
[Network(1, 28, 28)]
public sealed partial record OdeNetMnist() : OdeNet(ResidualDownsampling: false);

/// <summary>ODE-Net with residual blocks that shrink the image: 232,970 parameters.</summary>
[Network(1, 28, 28)]
public sealed partial record OdeNetMnistResidual() : OdeNet(ResidualDownsampling: true);

/// <summary>The residual network that the paper compares with: six blocks instead of the equation, 601,482 parameters.</summary>
[Network(1, 28, 28)]
public sealed partial record OdeNetBaseline() : OdeNet(ResidualDownsampling: true, Residuals: 6);
