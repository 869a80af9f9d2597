using System.Text;
using Lathe.Cuda;
using Lathe.Kernels.Cuda;
using Xunit;

namespace Lathe.EmulatedCuda.Tests;

/// <summary>The emulated device finds what these tests rely on it to find: each kernel here is wrong in one way.</summary>
public sealed class EmulatorTests
{
    const int Numbers = 64;

    [Fact]
    public void A_kernel_that_is_right_runs() => Assert.Equal(
        Enumerable.Range(0, Numbers).Select(i => (float)(Numbers - 1 - i)),
        Run("__shared__ float kept[64]; kept[threadIdx.x] = threadIdx.x; __syncthreads(); numbers[threadIdx.x] = kept[63 - threadIdx.x];"));

    [Theory]
    [InlineData("numbers[threadIdx.x + 1] = 1;", "writes 4 bytes at byte 256 of memory of 256 bytes")]
    [InlineData("const float own = numbers[(int)threadIdx.x - 1]; __syncthreads(); numbers[threadIdx.x] = own;", "reads 4 bytes")]
    [InlineData("__shared__ float kept[64]; kept[threadIdx.x / 2] = 1; numbers[threadIdx.x] = kept[32 + threadIdx.x / 2];", "which no thread has written")]
    [InlineData("__shared__ float kept[64]; kept[threadIdx.x] = 1; numbers[threadIdx.x] = kept[63 - threadIdx.x];", "the shared array 'kept'")]
    [InlineData("__shared__ float kept[64]; kept[threadIdx.x / 2] = threadIdx.x; __syncthreads(); numbers[threadIdx.x] = kept[threadIdx.x / 2];", "with no barrier in between")]
    [InlineData("if (threadIdx.x < 32) __syncthreads();\n    else __syncthreads();\n    numbers[threadIdx.x] = 1;", "divergent barrier")]
    [InlineData("if (threadIdx.x % 2) numbers[threadIdx.x] = __shfl_xor_sync(0xffffffffu, 1.0f, 1);\n    __syncthreads();", "divergent warp")]
    [InlineData("*(double*)(numbers + 1) = 1;", "multiple of 8")]
    [InlineData("__shared__ float kept[8]; host_copy_async(kept + 1, numbers, 16, 16); host_commit(); host_wait(0);", "copies 16 bytes")]
    [InlineData("int places[2] = { 0, 0 }; places[threadIdx.x] = 1; numbers[threadIdx.x] = places[0];", "uses the index")]
    [InlineData("numbers[threadIdx.x] = 7 / (int)threadIdx.x;", "divides by zero")]
    [InlineData("numbers[threadIdx.x] = numbers[63 - threadIdx.x];", "with no barrier in between")]
    [InlineData("numbers[threadIdx.x / 2] = threadIdx.x;", "with no barrier in between")]
    [InlineData("const float own = numbers[63 - threadIdx.x]; if (threadIdx.x < 32) __syncwarp(); numbers[threadIdx.x] = own;", "with no barrier in between")]
    [InlineData("__shared__ float kept[4]; host_copy_async(kept, numbers, 16, 16); host_commit(); numbers[8] = kept[0];", "on its way")]
    public void A_kernel_that_is_wrong_ends_in_what_is_wrong(string body, string finding)
    {
        var failure = Assert.Throws<CudaException>(() => Run(body));
        Assert.Contains(finding, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_that_is_no_CUDA_C_is_shown_with_what_the_compiler_says()
    {
        var failure = Assert.Throws<KernelCompilationException>(() => Run("numbers[0] = nothing;"));
        Assert.Contains("nothing", failure.Log, StringComparison.Ordinal);
        Assert.Contains("numbers[0] = nothing;", failure.NumberedSource, StringComparison.Ordinal);
    }

    /// <summary>What a kernel of 64 threads leaves in 64 numbers that began as their places.</summary>
    static float[] Run(string body)
    {
        using var network = TinyLeNet.Compile(EmulatedDevice.With(CudaPrecision.Float32), seed: 1);
        var execution = (CudaExecution)network.Execution;
        using var numbers = execution.CreateBlock();
        numbers.Reserve(Numbers * sizeof(float));
        Enumerable.Range(0, Numbers).Select(i => (float)i).ToArray().CopyTo(numbers.BeginWrite(0, Numbers));
        numbers.EndWrite(0, Numbers, isStored: false);
        var text = Encoding.UTF8.GetBytes($"extern \"C\" __global__ void Probe(float* numbers)\n{{\n    {body}\n}}\n");
        using var graph = execution.Graph(1, recorder => recorder.Launch(new CudaKernel("Probe", [], () => text), new(1, Threads: Numbers), [], numbers.Address));
        execution.Run(graph);
        return numbers.Read(0, Numbers, isStored: false).ToArray();
    }
}
