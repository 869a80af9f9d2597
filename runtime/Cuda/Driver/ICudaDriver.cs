namespace Lathe.Cuda;

/// <summary>What the engine needs of the CUDA driver. Handles and addresses are native integers; everything that fails throws a
/// <see cref="CudaException"/>. Except for <see cref="SetCurrent"/> and what makes contexts, calls act on the context that is current on the thread.</summary>
interface ICudaDriver
{
    /// <summary>The driver's version: 12040 for 12.4.</summary>
    int Version { get; }

    /// <summary>How many devices there are.</summary>
    int DeviceCount { get; }

    /// <summary>The handle of a device.</summary>
    int Device(int index);

    /// <summary>What a device is called.</summary>
    string DeviceName(int device);

    /// <summary>A figure of a device.</summary>
    int Attribute(CudaAttribute attribute, int device);

    /// <summary>Takes part in the context that all libraries of a process share on a device.</summary>
    nint RetainContext(int device);

    /// <summary>Ends what <see cref="RetainContext"/> began.</summary>
    void ReleaseContext(int device);

    /// <summary>Makes a context the one of this thread.</summary>
    void SetCurrent(nint context);

    /// <summary>The bytes that are free on the device, and all that it has.</summary>
    (nint Free, nint Total) MemoryInfo();

    /// <summary>Memory of the device.</summary>
    nint Allocate(nint bytes);

    /// <summary>Frees what <see cref="Allocate"/> gave.</summary>
    void Free(nint address);

    /// <summary>Memory of the host that the device reads and writes directly.</summary>
    nint AllocateHost(nint bytes);

    /// <summary>Frees what <see cref="AllocateHost"/> gave.</summary>
    void FreeHost(nint address);

    /// <summary>Copies from the host. Memory of <see cref="AllocateHost"/> must stay as it is until the stream has got there.</summary>
    void CopyToDevice(nint target, nint source, nint bytes, nint stream);

    /// <summary>Copies to the host.</summary>
    void CopyToHost(nint target, nint source, nint bytes, nint stream);

    /// <summary>Copies within the device.</summary>
    void Copy(nint target, nint source, nint bytes, nint stream);

    /// <summary>Sets 32-bit words.</summary>
    void Fill(nint target, uint word, nint words, nint stream);

    /// <summary>A stream that does not wait for the default one.</summary>
    nint CreateStream();

    /// <summary>Ends a stream.</summary>
    void DestroyStream(nint stream);

    /// <summary>Waits until a stream has done everything.</summary>
    void Synchronize(nint stream);

    /// <summary>Lets a stream note what it is given instead of doing it.</summary>
    void BeginCapture(nint stream);

    /// <summary>Makes a graph, ready to be launched, of what a stream noted.</summary>
    nint EndCapture(nint stream);

    /// <summary>Lets a stream do again what it is given, and forgets what it noted.</summary>
    void AbandonCapture(nint stream);

    /// <summary>Launches a graph.</summary>
    void LaunchGraph(nint graph, nint stream);

    /// <summary>Frees a graph.</summary>
    void DestroyGraph(nint graph);

    /// <summary>An event that keeps its time.</summary>
    nint CreateEvent();

    /// <summary>Frees an event.</summary>
    void DestroyEvent(nint @event);

    /// <summary>Lets a stream record an event when it gets there.</summary>
    void Record(nint @event, nint stream);

    /// <summary>Waits for an event.</summary>
    void SynchronizeEvent(nint @event);

    /// <summary>Milliseconds between two events.</summary>
    float Elapsed(nint first, nint last);

    /// <summary>Loads compiled code.</summary>
    nint LoadModule(ReadOnlySpan<byte> image);

    /// <summary>Frees a module.</summary>
    void UnloadModule(nint module);

    /// <summary>An entry point of a module.</summary>
    nint Function(nint module, string name);

    /// <summary>Lets blocks of a function have more dynamic shared memory than 48 KB.</summary>
    void AllowShared(nint function, int bytes);

    /// <summary>Launches a function whose parameters are 64-bit values.</summary>
    void Launch(nint function, Kernels.Cuda.CudaGrid grid, nint stream, ReadOnlySpan<nint> arguments);
}

/// <summary>Figures of a device, by the driver's numbers.</summary>
enum CudaAttribute
{
    /// <summary>Multiprocessors.</summary>
    MultiprocessorCount = 16,

    /// <summary>The first number of the compute capability.</summary>
    ComputeCapabilityMajor = 75,

    /// <summary>The second number of the compute capability.</summary>
    ComputeCapabilityMinor = 76,
}
