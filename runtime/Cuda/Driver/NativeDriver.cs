using System.Runtime.InteropServices;
using Lathe.Kernels.Cuda;

namespace Lathe.Cuda;

/// <summary>The CUDA driver through its C interface. Names carry the version of the interface that they were first exported for, which newer drivers
/// keep.</summary>
sealed unsafe partial class NativeDriver : ICudaDriver
{
    const int NonBlocking = 1, ThreadLocalCapture = 1, DynamicSharedSize = 8;
    const string Library = NativeLibraries.Driver;

    NativeDriver() => Check(Init(0), "start");

    /// <summary>The driver of this machine, started.</summary>
    public static ICudaDriver Start() => new NativeDriver();

    public int Version
    {
        get
        {
            Check(DriverGetVersion(out int version), "tell its version");
            return version;
        }
    }

    public int DeviceCount
    {
        get
        {
            Check(DeviceGetCount(out int count), "count devices");
            return count;
        }
    }

    public int Device(int index)
    {
        Check(DeviceGet(out int device, index), "open a device");
        return device;
    }

    public string DeviceName(int device)
    {
        const int Length = 256;
        byte* name = stackalloc byte[Length];
        Check(DeviceGetName(name, Length, device), "tell a device's name");
        return Marshal.PtrToStringUTF8((nint)name) ?? "";
    }

    public int Attribute(CudaAttribute attribute, int device)
    {
        Check(DeviceGetAttribute(out int value, (int)attribute, device), "describe a device");
        return value;
    }

    public nint RetainContext(int device)
    {
        Check(DevicePrimaryCtxRetain(out nint context, device), "open a context");
        return context;
    }

    public void ReleaseContext(int device) => Check(DevicePrimaryCtxRelease(device), "close a context");

    public void SetCurrent(nint context) => Check(CtxSetCurrent(context), "change the context");

    public (nint Free, nint Total) MemoryInfo()
    {
        Check(MemGetInfo(out nint free, out nint total), "tell how much memory there is");
        return (free, total);
    }

    public nint Allocate(nint bytes)
    {
        Check(MemAlloc(out nint address, bytes), $"allocate {bytes} bytes");
        return address;
    }

    public void Free(nint address) => Check(MemFree(address), "free memory");

    public nint AllocateHost(nint bytes)
    {
        Check(MemAllocHost(out nint address, bytes), $"allocate {bytes} bytes of the host");
        return address;
    }

    public void FreeHost(nint address) => Check(MemFreeHost(address), "free memory of the host");

    public void CopyToDevice(nint target, nint source, nint bytes, nint stream) => Check(MemcpyHtoDAsync(target, source, bytes, stream), "copy to the device");

    public void CopyToHost(nint target, nint source, nint bytes, nint stream) => Check(MemcpyDtoHAsync(target, source, bytes, stream), "copy from the device");

    public void Copy(nint target, nint source, nint bytes, nint stream) => Check(MemcpyDtoDAsync(target, source, bytes, stream), "copy within the device");

    public void Fill(nint target, uint word, nint words, nint stream) => Check(MemsetD32Async(target, word, words, stream), "fill memory");

    public nint CreateStream()
    {
        Check(StreamCreate(out nint stream, NonBlocking), "create a stream");
        return stream;
    }

    public void DestroyStream(nint stream) => Check(StreamDestroy(stream), "end a stream");

    public void Synchronize(nint stream) => Check(StreamSynchronize(stream), "run what it was given");

    public void BeginCapture(nint stream) => Check(StreamBeginCapture(stream, ThreadLocalCapture), "begin a graph");

    public nint EndCapture(nint stream)
    {
        Check(StreamEndCapture(stream, out nint graph), "end a graph");
        (int made, int freed) = (GraphInstantiate(out nint executable, graph, 0), GraphDestroy(graph));
        Check(made, "make a graph ready");
        Check(freed, "free a graph");
        return executable;
    }

    public void AbandonCapture(nint stream)
    {
        // It may be no longer valid: then there is no graph.
        if (StreamEndCapture(stream, out nint graph) == 0)
            Check(GraphDestroy(graph), "free a graph");
    }

    public void LaunchGraph(nint graph, nint stream) => Check(GraphLaunch(graph, stream), "launch a graph");

    public void DestroyGraph(nint graph) => Check(GraphExecDestroy(graph), "free a graph");

    public nint CreateEvent()
    {
        Check(EventCreate(out nint @event, 0), "create an event");
        return @event;
    }

    public void DestroyEvent(nint @event) => Check(EventDestroy(@event), "free an event");

    public void Record(nint @event, nint stream) => Check(EventRecord(@event, stream), "record an event");

    public void SynchronizeEvent(nint @event) => Check(EventSynchronize(@event), "run what it was given");

    public float Elapsed(nint first, nint last)
    {
        Check(EventElapsedTime(out float milliseconds, first, last), "measure time");
        return milliseconds;
    }

    public nint LoadModule(ReadOnlySpan<byte> image)
    {
        fixed (byte* bytes = image)
        {
            Check(ModuleLoadData(out nint module, bytes), "load a module");
            return module;
        }
    }

    public void UnloadModule(nint module) => Check(ModuleUnload(module), "free a module");

    public nint Function(nint module, string name)
    {
        Check(ModuleGetFunction(out nint function, module, name), $"find the kernel {name}");
        return function;
    }

    public void AllowShared(nint function, int bytes) => Check(FuncSetAttribute(function, DynamicSharedSize, bytes), $"give a block {bytes} bytes of shared memory");

    public void Launch(nint function, CudaGrid grid, nint stream, ReadOnlySpan<nint> arguments)
    {
        fixed (nint* values = arguments)
        {
            nint* parameters = stackalloc nint[Math.Max(1, arguments.Length)];
            for (int i = 0; i < arguments.Length; i++)
                parameters[i] = (nint)(values + i);
            Check(
                LaunchKernel(function, checked((uint)grid.X), checked((uint)grid.Y), checked((uint)grid.Z), (uint)grid.Threads, 1, 1, (uint)grid.SharedBytes, stream, parameters, null),
                "launch a kernel");
        }
    }

    static void Check(int code, string action)
    {
        if (code == 0)
            return;
        byte* name = null;
        bool isKnown = GetErrorName(code, &name) == 0 && name != null;
        throw new CudaException(code, isKnown ? Marshal.PtrToStringUTF8((nint)name)! : "an error without a name", action);
    }

    [LibraryImport(Library, EntryPoint = "cuInit")]
    private static partial int Init(uint flags);

    [LibraryImport(Library, EntryPoint = "cuGetErrorName")]
    private static partial int GetErrorName(int error, byte** name);

    [LibraryImport(Library, EntryPoint = "cuDriverGetVersion")]
    private static partial int DriverGetVersion(out int version);

    [LibraryImport(Library, EntryPoint = "cuDeviceGetCount")]
    private static partial int DeviceGetCount(out int count);

    [LibraryImport(Library, EntryPoint = "cuDeviceGet")]
    private static partial int DeviceGet(out int device, int ordinal);

    [LibraryImport(Library, EntryPoint = "cuDeviceGetName")]
    private static partial int DeviceGetName(byte* name, int length, int device);

    [LibraryImport(Library, EntryPoint = "cuDeviceGetAttribute")]
    private static partial int DeviceGetAttribute(out int value, int attribute, int device);

    [LibraryImport(Library, EntryPoint = "cuDevicePrimaryCtxRetain")]
    private static partial int DevicePrimaryCtxRetain(out nint context, int device);

    [LibraryImport(Library, EntryPoint = "cuDevicePrimaryCtxRelease_v2")]
    private static partial int DevicePrimaryCtxRelease(int device);

    [LibraryImport(Library, EntryPoint = "cuCtxSetCurrent")]
    private static partial int CtxSetCurrent(nint context);

    [LibraryImport(Library, EntryPoint = "cuMemGetInfo_v2")]
    private static partial int MemGetInfo(out nint free, out nint total);

    [LibraryImport(Library, EntryPoint = "cuMemAlloc_v2")]
    private static partial int MemAlloc(out nint address, nint bytes);

    [LibraryImport(Library, EntryPoint = "cuMemFree_v2")]
    private static partial int MemFree(nint address);

    [LibraryImport(Library, EntryPoint = "cuMemAllocHost_v2")]
    private static partial int MemAllocHost(out nint address, nint bytes);

    [LibraryImport(Library, EntryPoint = "cuMemFreeHost")]
    private static partial int MemFreeHost(nint address);

    [LibraryImport(Library, EntryPoint = "cuMemcpyHtoDAsync_v2")]
    private static partial int MemcpyHtoDAsync(nint target, nint source, nint bytes, nint stream);

    [LibraryImport(Library, EntryPoint = "cuMemcpyDtoHAsync_v2")]
    private static partial int MemcpyDtoHAsync(nint target, nint source, nint bytes, nint stream);

    [LibraryImport(Library, EntryPoint = "cuMemcpyDtoDAsync_v2")]
    private static partial int MemcpyDtoDAsync(nint target, nint source, nint bytes, nint stream);

    [LibraryImport(Library, EntryPoint = "cuMemsetD32Async")]
    private static partial int MemsetD32Async(nint target, uint word, nint words, nint stream);

    [LibraryImport(Library, EntryPoint = "cuStreamCreate")]
    private static partial int StreamCreate(out nint stream, uint flags);

    [LibraryImport(Library, EntryPoint = "cuStreamDestroy_v2")]
    private static partial int StreamDestroy(nint stream);

    [LibraryImport(Library, EntryPoint = "cuStreamSynchronize")]
    private static partial int StreamSynchronize(nint stream);

    [LibraryImport(Library, EntryPoint = "cuStreamBeginCapture_v2")]
    private static partial int StreamBeginCapture(nint stream, int mode);

    [LibraryImport(Library, EntryPoint = "cuStreamEndCapture")]
    private static partial int StreamEndCapture(nint stream, out nint graph);

    [LibraryImport(Library, EntryPoint = "cuGraphInstantiateWithFlags")]
    private static partial int GraphInstantiate(out nint executable, nint graph, ulong flags);

    [LibraryImport(Library, EntryPoint = "cuGraphLaunch")]
    private static partial int GraphLaunch(nint executable, nint stream);

    [LibraryImport(Library, EntryPoint = "cuGraphExecDestroy")]
    private static partial int GraphExecDestroy(nint executable);

    [LibraryImport(Library, EntryPoint = "cuGraphDestroy")]
    private static partial int GraphDestroy(nint graph);

    [LibraryImport(Library, EntryPoint = "cuEventCreate")]
    private static partial int EventCreate(out nint @event, uint flags);

    [LibraryImport(Library, EntryPoint = "cuEventDestroy_v2")]
    private static partial int EventDestroy(nint @event);

    [LibraryImport(Library, EntryPoint = "cuEventRecord")]
    private static partial int EventRecord(nint @event, nint stream);

    [LibraryImport(Library, EntryPoint = "cuEventSynchronize")]
    private static partial int EventSynchronize(nint @event);

    [LibraryImport(Library, EntryPoint = "cuEventElapsedTime")]
    private static partial int EventElapsedTime(out float milliseconds, nint first, nint last);

    [LibraryImport(Library, EntryPoint = "cuModuleLoadData")]
    private static partial int ModuleLoadData(out nint module, byte* image);

    [LibraryImport(Library, EntryPoint = "cuModuleUnload")]
    private static partial int ModuleUnload(nint module);

    [LibraryImport(Library, EntryPoint = "cuModuleGetFunction", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ModuleGetFunction(out nint function, nint module, string name);

    [LibraryImport(Library, EntryPoint = "cuFuncSetAttribute")]
    private static partial int FuncSetAttribute(nint function, int attribute, int value);

    [LibraryImport(Library, EntryPoint = "cuLaunchKernel")]
    private static partial int LaunchKernel(
        nint function, uint x, uint y, uint z, uint threadsX, uint threadsY, uint threadsZ, uint sharedBytes, nint stream, nint* parameters, void** extra);
}
