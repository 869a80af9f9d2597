using System.Runtime.InteropServices;

namespace Lathe.Bench.OnnxRuntime;

/// <summary>The few functions of ONNX Runtime's C interface that inference needs. The library hands out a table of function pointers whose order never
/// changes; the indices are those of <c>onnxruntime_c_api.h</c>.</summary>
internal sealed unsafe class OrtApi
{
    const uint Version = 17;

    readonly nint* table;

    /// <summary>Loads the library.</summary>
    /// <param name="path">Where <c>libonnxruntime.so.1</c> lies.</param>
    /// <exception cref="DllNotFoundException">It is not there, or cannot be loaded.</exception>
    /// <exception cref="NotSupportedException">It is older than version 1.17.</exception>
    public OrtApi(string path)
    {
        // Two pointers: a function that gives the table of a version, and one that names the library's own.
        var start = ((delegate* unmanaged<nint*>)NativeLibrary.GetExport(NativeLibrary.Load(path), "OrtGetApiBase"))();
        table = ((delegate* unmanaged<uint, nint*>)start[0])(Version);
        LibraryVersion = Marshal.PtrToStringUTF8(((delegate* unmanaged<nint>)start[1])())!;
        if (table == null)
            throw new NotSupportedException($"ONNX Runtime {LibraryVersion} is too old: version 1.{Version} is needed.");
    }

    /// <summary>The library's own version.</summary>
    public string LibraryVersion { get; }

    public nint CreateEnvironment(byte* name)
    {
        const int Warning = 2;
        nint environment;
        Check(((delegate* unmanaged<int, byte*, nint*, nint>)table[3])(Warning, name, &environment));
        return environment;
    }

    public nint CreateSessionOptions()
    {
        nint options;
        Check(((delegate* unmanaged<nint*, nint>)table[10])(&options));
        return options;
    }

    /// <summary>Operators run one after the other, each on all threads.</summary>
    public void ExecuteSequentially(nint options) => Check(((delegate* unmanaged<nint, int, nint>)table[13])(options, 0));

    public void EnableAllOptimizations(nint options)
    {
        const int All = 99;
        Check(((delegate* unmanaged<nint, int, nint>)table[23])(options, All));
    }

    /// <summary>How many threads share an operator, the calling one included.</summary>
    public void SetThreads(nint options, int threads) => Check(((delegate* unmanaged<nint, int, nint>)table[24])(options, threads));

    public nint CreateSession(nint environment, byte* path, nint options)
    {
        nint session;
        Check(((delegate* unmanaged<nint, byte*, nint, nint*, nint>)table[7])(environment, path, options, &session));
        return session;
    }

    public nint CreateCpuMemoryInfo()
    {
        const int DeviceAllocator = 0, DefaultMemory = 0;
        nint info;
        Check(((delegate* unmanaged<int, int, nint*, nint>)table[69])(DeviceAllocator, DefaultMemory, &info));
        return info;
    }

    /// <summary>A float32 tensor in memory of the caller's.</summary>
    public nint CreateTensor(nint memoryInfo, float* elements, ReadOnlySpan<long> shape)
    {
        const int Float32 = 1;
        var count = 1L;
        foreach (var extent in shape)
            count *= extent;
        nint tensor;
        fixed (long* extents = shape)
        {
            Check(((delegate* unmanaged<nint, void*, nuint, long*, nuint, int, nint*, nint>)table[49])(
                memoryInfo, elements, (nuint)(count * sizeof(float)), extents, (nuint)shape.Length, Float32, &tensor));
        }

        return tensor;
    }

    /// <summary>Computes one output from one input; both tensors exist.</summary>
    public void Run(nint session, byte* inputName, nint input, byte* outputName, nint output) =>
        Check(((delegate* unmanaged<nint, nint, byte**, nint*, nuint, byte**, nuint, nint*, nint>)table[9])(
            session, 0, &inputName, &input, 1, &outputName, 1, &output));

    public void ReleaseEnvironment(nint environment) => Release(92, environment);

    public void ReleaseMemoryInfo(nint info) => Release(94, info);

    public void ReleaseSession(nint session) => Release(95, session);

    public void ReleaseTensor(nint tensor) => Release(96, tensor);

    public void ReleaseSessionOptions(nint options) => Release(100, options);

    void Release(int index, nint what) => ((delegate* unmanaged<nint, void>)table[index])(what);

    /// <summary>Throws what a status says; none means success.</summary>
    void Check(nint status)
    {
        if (status == 0)
            return;
        var message = Marshal.PtrToStringUTF8(((delegate* unmanaged<nint, nint>)table[2])(status));
        Release(93, status);
        throw new InvalidOperationException($"ONNX Runtime: {message}");
    }
}
