using System.Runtime.InteropServices;
using Lathe.Kernels.Cuda;
using ManagedCuda;
using ManagedCuda.BasicTypes;
using static ManagedCuda.DriverAPINativeMethods;

namespace Lathe.Cuda;

/// <summary>The CUDA driver through the package ManagedCuda, for projects that have it already. It finds the driver by ManagedCuda's rules.</summary>
sealed unsafe class ManagedCudaDriver : ICudaDriver
{
    ManagedCudaDriver() => Check(cuInit(CUInitializationFlags.None), "start");

    /// <summary>The driver of this machine, started.</summary>
    public static ICudaDriver Start() => new ManagedCudaDriver();

    public int Version
    {
        get
        {
            int version = 0;
            Check(cuDriverGetVersion(ref version), "tell its version");
            return version;
        }
    }

    public int DeviceCount
    {
        get
        {
            int count = 0;
            Check(DeviceManagement.cuDeviceGetCount(ref count), "count devices");
            return count;
        }
    }

    public int Device(int index)
    {
        CUdevice device = default;
        Check(DeviceManagement.cuDeviceGet(ref device, index), "open a device");
        return device.Pointer;
    }

    public string DeviceName(int device)
    {
        byte[] name = new byte[256];
        Check(DeviceManagement.cuDeviceGetName(name, name.Length, Handle(device)), "tell a device's name");
        fixed (byte* text = name)
            return Marshal.PtrToStringUTF8((nint)text) ?? "";
    }

    public int Attribute(CudaAttribute attribute, int device)
    {
        int value = 0;
        Check(DeviceManagement.cuDeviceGetAttribute(ref value, (CUDeviceAttribute)attribute, Handle(device)), "describe a device");
        return value;
    }

    public nint RetainContext(int device)
    {
        CUcontext context = default;
        Check(ContextManagement.cuDevicePrimaryCtxRetain(ref context, Handle(device)), "open a context");
        return context.Pointer;
    }

    public void ReleaseContext(int device) => Check(ContextManagement.cuDevicePrimaryCtxRelease(Handle(device)), "close a context");

    public void SetCurrent(nint context) => Check(ContextManagement.cuCtxSetCurrent(new CUcontext { Pointer = context }), "change the context");

    public (nint Free, nint Total) MemoryInfo()
    {
        SizeT free = 0, total = 0;
        Check(MemoryManagement.cuMemGetInfo_v2(ref free, ref total), "tell how much memory there is");
        return (free, total);
    }

    public nint Allocate(nint bytes)
    {
        CUdeviceptr address = default;
        Check(MemoryManagement.cuMemAlloc_v2(ref address, bytes), $"allocate {bytes} bytes");
        return address.Pointer;
    }

    public void Free(nint address) => Check(MemoryManagement.cuMemFree_v2(Place(address)), "free memory");

    public nint AllocateHost(nint bytes)
    {
        nint address = 0;
        Check(MemoryManagement.cuMemAllocHost_v2(ref address, bytes), $"allocate {bytes} bytes of the host");
        return address;
    }

    public void FreeHost(nint address) => Check(MemoryManagement.cuMemFreeHost(address), "free memory of the host");

    public void CopyToDevice(nint target, nint source, nint bytes, nint stream) =>
        Check(AsynchronousMemcpy_v2.cuMemcpyHtoDAsync_v2(Place(target), source, bytes, Stream(stream)), "copy to the device");

    public void CopyToHost(nint target, nint source, nint bytes, nint stream) =>
        Check(AsynchronousMemcpy_v2.cuMemcpyDtoHAsync_v2(target, Place(source), bytes, Stream(stream)), "copy from the device");

    public void Copy(nint target, nint source, nint bytes, nint stream) =>
        Check(AsynchronousMemcpy_v2.cuMemcpyDtoDAsync_v2(Place(target), Place(source), bytes, Stream(stream)), "copy within the device");

    public void Fill(nint target, uint word, nint words, nint stream) => Check(MemsetAsync.cuMemsetD32Async(Place(target), word, words, Stream(stream)), "fill memory");

    public nint CreateStream()
    {
        CUstream stream = default;
        Check(Streams.cuStreamCreate(ref stream, CUStreamFlags.NonBlocking), "create a stream");
        return stream.Pointer;
    }

    public void DestroyStream(nint stream) => Check(Streams.cuStreamDestroy_v2(Stream(stream)), "end a stream");

    public void Synchronize(nint stream) => Check(Streams.cuStreamSynchronize(Stream(stream)), "run what it was given");

    public void BeginCapture(nint stream) => Check(Streams.cuStreamBeginCapture(Stream(stream), CUstreamCaptureMode.Local), "begin a graph");

    public nint EndCapture(nint stream)
    {
        CUgraph graph = default;
        CUgraphExec executable = default;
        Check(Streams.cuStreamEndCapture(Stream(stream), ref graph), "end a graph");
        var (made, freed) = (GraphManagment.cuGraphInstantiate(ref executable, graph, CUgraphInstantiate_flags.None), GraphManagment.cuGraphDestroy(graph));
        Check(made, "make a graph ready");
        Check(freed, "free a graph");
        return executable.Pointer;
    }

    public void AbandonCapture(nint stream)
    {
        // It may be no longer valid: then there is no graph.
        CUgraph graph = default;
        if (Streams.cuStreamEndCapture(Stream(stream), ref graph) == CUResult.Success)
            Check(GraphManagment.cuGraphDestroy(graph), "free a graph");
    }

    public void LaunchGraph(nint graph, nint stream) => Check(GraphManagment.cuGraphLaunch(new CUgraphExec { Pointer = graph }, Stream(stream)), "launch a graph");

    public void DestroyGraph(nint graph) => Check(GraphManagment.cuGraphExecDestroy(new CUgraphExec { Pointer = graph }), "free a graph");

    public nint CreateEvent()
    {
        CUevent @event = default;
        Check(Events.cuEventCreate(ref @event, CUEventFlags.Default), "create an event");
        return @event.Pointer;
    }

    public void DestroyEvent(nint @event) => Check(Events.cuEventDestroy_v2(Event(@event)), "free an event");

    public void Record(nint @event, nint stream) => Check(Events.cuEventRecord(Event(@event), Stream(stream)), "record an event");

    public void SynchronizeEvent(nint @event) => Check(Events.cuEventSynchronize(Event(@event)), "run what it was given");

    public float Elapsed(nint first, nint last)
    {
        float milliseconds = 0;
        Check(Events.cuEventElapsedTime(ref milliseconds, Event(first), Event(last)), "measure time");
        return milliseconds;
    }

    public nint LoadModule(ReadOnlySpan<byte> image)
    {
        CUmodule module = default;
        Check(ModuleManagement.cuModuleLoadData(ref module, image.ToArray()), "load a module");
        return module.Pointer;
    }

    public void UnloadModule(nint module) => Check(ModuleManagement.cuModuleUnload(new CUmodule { Pointer = module }), "free a module");

    public nint Function(nint module, string name)
    {
        CUfunction function = default;
        Check(ModuleManagement.cuModuleGetFunction(ref function, new CUmodule { Pointer = module }, name), $"find the kernel {name}");
        return function.Pointer;
    }

    public void AllowShared(nint function, int bytes) => Check(
        FunctionManagement.cuFuncSetAttribute(new CUfunction { Pointer = function }, CUFunctionAttribute.MaxDynamicSharedSizeBytes, bytes),
        $"give a block {bytes} bytes of shared memory");

    public void Launch(nint function, CudaGrid grid, nint stream, ReadOnlySpan<nint> arguments)
    {
        fixed (nint* values = arguments)
        {
            nint[] parameters = new nint[arguments.Length];
            for (int i = 0; i < parameters.Length; i++)
                parameters[i] = (nint)(values + i);
            Check(
                DriverAPINativeMethods.Launch.cuLaunchKernel(
                    new CUfunction { Pointer = function }, checked((uint)grid.X), checked((uint)grid.Y), checked((uint)grid.Z), (uint)grid.Threads, 1, 1, (uint)grid.SharedBytes,
                    Stream(stream), parameters, null),
                "launch a kernel");
        }
    }

    static CUdevice Handle(int device) => new() { Pointer = device };

    static CUdeviceptr Place(nint address) => new() { Pointer = address };

    static CUstream Stream(nint stream) => new() { Pointer = stream };

    static CUevent Event(nint @event) => new() { Pointer = @event };

    static void Check(CUResult result, string action)
    {
        if (result == CUResult.Success)
            return;
        nint name = 0;
        bool isKnown = ErrorHandling.cuGetErrorName(result, ref name) == CUResult.Success && name != 0;
        throw new CudaException((int)result, isKnown ? Marshal.PtrToStringUTF8(name)! : "an error without a name", action);
    }
}
