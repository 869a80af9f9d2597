using System.Runtime.InteropServices;
using System.Text;
using Lathe.Kernels;

namespace Lathe.Bench.OnnxRuntime;

/// <summary>A model that ONNX Runtime runs on the processor: from the input <c>x</c> to the output <c>logits</c>, both float32, of fixed shapes.</summary>
internal sealed unsafe class OrtSession : IDisposable
{
    readonly OrtApi api;
    readonly AlignedMemory input = new(), output = new();
    readonly int inputLength, outputLength;
    readonly nint environment, options, memoryInfo, session, inputTensor, outputTensor;
    readonly nint inputName = Marshal.StringToCoTaskMemUTF8("x"), outputName = Marshal.StringToCoTaskMemUTF8("logits");

    /// <summary>Loads a model: all optimisations of the graph, operators one after the other.</summary>
    /// <param name="api">The library.</param>
    /// <param name="path">The model's file.</param>
    /// <param name="threads">How many threads share an operator, the calling one included.</param>
    /// <param name="inputShape">The extents of the input, the batch first.</param>
    /// <param name="outputShape">The extents of the output, the batch first.</param>
    public OrtSession(OrtApi api, string path, int threads, long[] inputShape, long[] outputShape)
    {
        this.api = api;
        fixed (byte* name = "bench\0"u8)
            environment = api.CreateEnvironment(name);
        options = api.CreateSessionOptions();
        api.ExecuteSequentially(options);
        api.EnableAllOptimizations(options);
        api.SetThreads(options, threads);
        fixed (byte* file = Encoding.UTF8.GetBytes(path + '\0'))
            session = api.CreateSession(environment, file, options);
        memoryInfo = api.CreateCpuMemoryInfo();
        inputLength = (int)inputShape.Aggregate(1L, (product, extent) => product * extent);
        outputLength = (int)outputShape.Aggregate(1L, (product, extent) => product * extent);
        inputTensor = api.CreateTensor(memoryInfo, (float*)input.Reserve(inputLength * sizeof(float)), inputShape);
        outputTensor = api.CreateTensor(memoryInfo, (float*)output.Reserve(outputLength * sizeof(float)), outputShape);
    }

    /// <summary>The input's elements, in the order N, C, H, W.</summary>
    public Span<float> Input => new((void*)input.Address, inputLength);

    /// <summary>The output's elements.</summary>
    public ReadOnlySpan<float> Output => new((void*)output.Address, outputLength);

    /// <summary>Runs the model.</summary>
    public void Run() => api.Run(session, (byte*)inputName, inputTensor, (byte*)outputName, outputTensor);

    public void Dispose()
    {
        api.ReleaseTensor(inputTensor);
        api.ReleaseTensor(outputTensor);
        api.ReleaseSession(session);
        api.ReleaseSessionOptions(options);
        api.ReleaseMemoryInfo(memoryInfo);
        api.ReleaseEnvironment(environment);
        Marshal.FreeCoTaskMem(inputName);
        Marshal.FreeCoTaskMem(outputName);
        input.Dispose();
        output.Dispose();
    }
}
