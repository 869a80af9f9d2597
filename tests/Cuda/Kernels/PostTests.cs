using Lathe.Abi;
using Lathe.Kernels.Cuda;

namespace Lathe.Cuda.Tests;

/// <summary>Contractions go on with their results: what they launch says so.</summary>
public sealed class PostTests
{
    /// <summary>All 19 convolutions sum for the batch norm behind them. Of the 18 gradients of inputs two meet those of a shortcut that pads channels, which a
    /// thread cannot take four at a time.</summary>
    [Theory]
    [InlineData(CudaPrecision.Float32)]
    [InlineData(CudaPrecision.TensorFloat32)]
    [InlineData(CudaPrecision.BFloat16)]
    public void Convolutions_sum_for_batch_norm_where_their_results_are(CudaPrecision precision)
    {
        var (forward, backward) = (Launches("ResNet20", Phase.TrainingForward, precision, 512), Launches("ResNet20", Phase.TrainingBackward, precision, 512));
        Assert.Equal(19, forward.Count(name => name.StartsWith("ConvolutionForward", StringComparison.Ordinal) && name.Contains("_PartialSubtractSumMultiplyPost_")));
        Assert.DoesNotContain(forward, name => name.StartsWith("PartialSubtractSumMultiply", StringComparison.Ordinal));
        Assert.Equal(16, backward.Count(name => name.StartsWith("ConvolutionInputGradient", StringComparison.Ordinal) && name.Contains("Post_")));
    }

    /// <summary>The blocks of a small result have parts of its sums: a kernel adds them, and another goes on.</summary>
    [Fact]
    public void Behind_sums_in_parts_a_post_is_a_launch()
    {
        var launches = Launches("ResNet20", Phase.InferenceForward, CudaPrecision.Float32, 2);
        Assert.Contains(launches.Zip(launches.Skip(1)), pair => pair.First == "ConvolutionForwardFold" && pair.Second.StartsWith("Post_AddRelu", StringComparison.Ordinal));
    }

    static IReadOnlyList<string> Launches(string network, Phase phase, CudaPrecision precision, nint batch)
    {
        var collector = new LaunchCollector(90, precision, batch);
        NetworkKernels.Programs().Single(program => program.GetType().Name == $"Lathe_Models_{network}").Record(phase, collector);
        return collector.Names;
    }
}
