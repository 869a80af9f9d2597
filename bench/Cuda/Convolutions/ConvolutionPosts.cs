using Lathe.Cuda;
using Lathe.Kernels.Cuda;

namespace Lathe.Bench.Cuda;

/// <summary>What convolutions with batch norm and a rectifier go on with in a training step: as the generator writes it for ResNet-50.</summary>
internal sealed class ConvolutionPosts : IDisposable
{
    /// <summary>Pixels of a partial sum, as the generator plans them.</summary>
    const nint GroupPixels = 128;

    static readonly CudaPost statistics = Post("Statistics", "statistics.cuh"), maskedGradient = Post("MaskedGradient", "masked_gradient.cuh");

    readonly nint pixels, channels, groups;
    readonly DeviceBlock mean, sums, others;

    /// <summary>For tensors of so many pixels and channels.</summary>
    public ConvolutionPosts(DeviceTimer timer, nint pixels, nint channels)
    {
        (this.pixels, this.channels, groups) = (pixels, channels, (pixels + GroupPixels - 1) / GroupPixels);
        mean = timer.Random(channels, isStored: false);
        sums = timer.Block(groups * channels * sizeof(float));
        others = timer.Block(groups * channels * sizeof(float));
    }

    /// <summary>Sums for the batch norm behind a convolution.</summary>
    public CudaPostLaunch Statistics() => statistics.With(pixels * channels, channels, groups, [channels], mean.Address, sums.Address, others.Address);

    /// <summary>The rectifier's mask, and sums for the gradients of the batch norm before it.</summary>
    /// <param name="input">What the rectifier gave.</param>
    /// <param name="output">What the batch norm was given.</param>
    /// <param name="gradient">Where the masked gradient goes.</param>
    public CudaPostLaunch MaskedGradient(DeviceBlock input, DeviceBlock output, DeviceBlock gradient) =>
        maskedGradient.With(pixels * channels, channels, groups, [channels], input.Address, output.Address, mean.Address, gradient.Address, sums.Address, others.Address);

    public void Dispose()
    {
        mean.Dispose();
        sums.Dispose();
        others.Dispose();
    }

    static CudaPost Post(string name, string file)
    {
        var text = EmbeddedText.Read(file);
        return new(name, hasSums: true, ["channels"], () => text);
    }
}
