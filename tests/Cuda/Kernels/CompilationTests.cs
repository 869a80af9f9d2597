using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;
using Lathe.Kernels;
using Lathe.Kernels.Cuda;
using Lathe.Models.CommandLine;

namespace Lathe.Cuda.Tests;

/// <summary>NVRTC makes machine code of the kernels that the networks of this repository launch. It needs no GPU for that.</summary>
public sealed partial class CompilationTests
{
    const int Threads = 2;

    /// <summary>A dozen addresses may spill, a tile of sums must not: one takes a hundred bytes and more.</summary>
    const int MostSpilled = 48;

    [Fact]
    public void Every_network_is_looked_at() => Assert.Equal(NetworkTable.All.Count, NetworkKernels.Programs().Length);

    [Fact]
    public void The_compiler_tells_what_it_compiles_for()
    {
        InstalledNvrtc.Require();
        Assert.Contains(80, Nvrtc.Architectures);
        Assert.Contains(90, Nvrtc.Architectures);
    }

    /// <summary>Whoever changes from one to the other compiles contractions alone.</summary>
    [Fact]
    public void Float32_and_TF32_share_what_is_no_contraction()
    {
        static string OptionsOf(KernelSource source, CudaPrecision precision) => string.Join(' ', source.Options(80, precision, isLarge: false));
        Assert.All(NetworkKernels.Of(80, CudaPrecision.Float32), kernel => Assert.NotEqual(
            kernel.IsContraction, OptionsOf(kernel.Source, CudaPrecision.Float32) == OptionsOf(kernel.Source, CudaPrecision.TensorFloat32)));
    }

    /// <summary>A sample, so that the tests take a few minutes. TF32 stores what float32 stores: what is generated is the same.</summary>
    [Theory]
    [InlineData(80, CudaPrecision.Float32, 5)]
    [InlineData(90, CudaPrecision.BFloat16, 25)]
    public void Generated_kernels_compile(int architecture, CudaPrecision precision, int each) =>
        Compile(architecture, precision, NetworkKernels.Of(architecture, precision).Where(kernel => !kernel.IsContraction), each);

    [Theory]
    [InlineData(80, CudaPrecision.Float32, 5)]
    [InlineData(80, CudaPrecision.TensorFloat32, 20)]
    [InlineData(80, CudaPrecision.BFloat16, 20)]
    [InlineData(90, CudaPrecision.Float32, 20)]
    [InlineData(90, CudaPrecision.TensorFloat32, 20)]
    [InlineData(90, CudaPrecision.BFloat16, 20)]
    public void Contractions_compile_and_keep_their_tiles_in_registers(int architecture, CudaPrecision precision, int each) =>
        Compile(architecture, precision, NetworkKernels.Of(architecture, precision).Where(kernel => kernel.IsContraction), each);

    /// <summary>What generated kernels are measured against, which nothing else runs without a GPU.</summary>
    [Theory]
    [InlineData(80, CudaPrecision.Float32)]
    [InlineData(90, CudaPrecision.BFloat16)]
    public void Kernels_written_by_hand_compile(int architecture, CudaPrecision precision)
    {
        InstalledNvrtc.Require();
        var text = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "kernels.cuh"));
        var source = KernelSource.Of(new CudaKernel("UpdateByHand", [], () => text), []);
        var (image, log) = Nvrtc.Compile(source.Text, source.Name + ".cu", source.Options(architecture, precision, isLarge: false));
        Assert.True(image is { Length: > 0 }, log);
    }

    /// <summary>What optimisers launch; the launches of networks have none of it.</summary>
    [Theory]
    [InlineData(nameof(CudaSource.Update), 80, CudaPrecision.Float32)]
    [InlineData(nameof(CudaSource.UnitNorms), 80, CudaPrecision.Float32)]
    [InlineData(nameof(CudaSource.Averaging), 80, CudaPrecision.Float32)]
    [InlineData(nameof(CudaSource.Rounding), 90, CudaPrecision.BFloat16)]
    public void Kernels_of_updates_compile(string text, int architecture, CudaPrecision precision)
    {
        InstalledNvrtc.Require();
        var bytes = Encoding.UTF8.GetBytes((string)typeof(CudaSource).GetProperty(text)!.GetValue(null)!);
        var source = KernelSource.Of(new CudaKernel(text, [], () => bytes), []);
        var (image, log) = Nvrtc.Compile(source.Text, source.Name + ".cu", source.Options(architecture, precision, isLarge: false));
        Assert.True(image is { Length: > 0 }, log);
    }

    /// <summary>The same for posts: they are compiled with the kernels that they run in.</summary>
    [Theory]
    [InlineData("statistics.cuh", CudaPrecision.Float32)]
    [InlineData("statistics.cuh", CudaPrecision.BFloat16)]
    [InlineData("masked_gradient.cuh", CudaPrecision.TensorFloat32)]
    [InlineData("masked_gradient.cuh", CudaPrecision.BFloat16)]
    public void Posts_written_by_hand_compile(string file, CudaPrecision precision)
    {
        const int images = 64, size = 28, channels = 64;
        var text = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, file));
        var collector = new LaunchCollector(90, precision, images);
        nint[] arguments = [.. Enumerable.Repeat(collector.StepBlock, file == "statistics.cuh" ? 3 : 6)];
        const nint elements = images * size * size * channels;
        var post = new CudaPost("ByHand", hasSums: true, ["channels"], () => text).With(elements, channels, elements / channels / 64, [channels], arguments);
        var tensor = new CudaTensor(collector.StepBlock, CudaElement.Stored);
        foreach (var kernel in new[] { 1, 3 })
        {
            var shape = new ConvolutionShape
            {
                InputHeight = size,
                InputWidth = size,
                InputChannels = channels,
                OutputHeight = size,
                OutputWidth = size,
                OutputChannels = channels,
                KernelHeight = kernel,
                KernelWidth = kernel,
                PaddingHeight = kernel / 2,
                PaddingWidth = kernel / 2,
            };
            CudaConvolution.Forward(collector, shape, images, tensor, collector.StepBlock, tensor, accumulate: false, post);
            CudaConvolution.InputGradient(collector, shape, images, tensor, collector.StepBlock, tensor, accumulate: false, post);
        }

        Assert.All(collector.Names, name => Assert.EndsWith("_ByHand", name, StringComparison.Ordinal));
        Compile(90, precision, collector.Kernels, each: 1);
    }

    static void Compile(int architecture, CudaPrecision precision, IEnumerable<LaunchedKernel> kernels, int each)
    {
        InstalledNvrtc.Require();
        var failures = new ConcurrentQueue<string>();
        var count = 0;
        Parallel.ForEach(kernels.Where((_, number) => number % each == 0), new ParallelOptions { MaxDegreeOfParallelism = Threads }, kernel =>
        {
            Interlocked.Increment(ref count);
            var source = kernel.Source;
            var (image, log) = Nvrtc.Compile(source.Text, source.Name + ".cu", [.. source.Options(architecture, precision, isLarge: false), "--ptxas-options=-v"]);
            if (image is not { Length: > 0 })
                failures.Enqueue($"{kernel} does not compile:\n{log}");
            else if (kernel.IsContraction && (!int.TryParse(Spills().Match(log).Value, out var spilled) || spilled > MostSpilled))
                failures.Enqueue($"{kernel} spills registers, or ptxas does not say how many:\n{log}");
        });
        Assert.NotEqual(0, count);
        Assert.True(failures.IsEmpty, $"{failures.Count} of {count} kernels for sm_{architecture} in {precision}:\n{string.Join('\n', failures.Take(3))}");
    }

    [GeneratedRegex(@"\d+(?= bytes spill stores)")]
    private static partial Regex Spills();
}
