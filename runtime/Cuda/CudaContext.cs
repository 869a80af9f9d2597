using System.Collections.Concurrent;
using System.Globalization;
using Lathe.Kernels.Cuda;

namespace Lathe.Cuda;

/// <summary>One device of this machine: its context, and the kernels that were loaded there. All networks on the device share it.</summary>
sealed class CudaContext
{
    const int OldestArchitecture = 75, OldestDriver = 11040;

    static readonly Lazy<ICudaDriver> Driver = new(StartDriver);
    static readonly ConcurrentDictionary<int, Lazy<CudaContext>> Contexts = [];

    readonly nint handle;

    // Code for 8.6 runs on 8.9 too, but none for 8.9 on 8.6, or for 8 on 9.
    readonly int compiledFor;
    readonly Dictionary<KernelKey, nint> functions = [];
    readonly Lock gate = new();
    KernelCompiler? compiler;

    CudaContext(int index)
    {
        Api = Driver.Value;
        if (Api.Version < OldestDriver)
            throw new DeviceException(string.Create(CultureInfo.InvariantCulture, $"NVIDIA's driver here is for CUDA {Api.Version / 1000}.{Api.Version % 1000 / 10}; graphs need that of 11.4 or later. Use 'cpu'."));
        int count = Api.DeviceCount;
        if (index >= count)
            throw new DeviceException($"The device 'cuda:{index}' was asked for, but {(count == 0 ? "there is no CUDA device here" : $"there are {count} CUDA devices here, counted from 0")}. Use 'cpu'.");
        int device = Api.Device(index);
        Name = Api.DeviceName(device);
        Architecture = (10 * Api.Attribute(CudaAttribute.ComputeCapabilityMajor, device)) + Api.Attribute(CudaAttribute.ComputeCapabilityMinor, device);
        Multiprocessors = Api.Attribute(CudaAttribute.MultiprocessorCount, device);
        if (Architecture < OldestArchitecture)
            throw new DeviceException(string.Create(CultureInfo.InvariantCulture, $"'{Name}' has compute capability {Architecture / 10}.{Architecture % 10}; kernels need 7.5 or later. Use 'cpu'."));
        if (!NativeLibraries.HasNvrtc)
            throw new DeviceException($"Kernels for '{Name}' are compiled by NVRTC, which was not found: {NativeLibraries.Described(isDriver: false)}. Install it, or use 'cpu'.");
        compiledFor = Nvrtc.Architectures.Where(known => known / 10 == Architecture / 10 && known <= Architecture).DefaultIfEmpty().Max();
        if (compiledFor == 0)
            throw new DeviceException(string.Create(CultureInfo.InvariantCulture, $"NVRTC {Nvrtc.Version.Major}.{Nvrtc.Version.Minor} compiles nothing for '{Name}', whose compute capability is {Architecture / 10}.{Architecture % 10}. Install one that fits the driver, or use 'cpu'."));
        handle = Api.RetainContext(device);
    }

    /// <summary>The driver.</summary>
    public ICudaDriver Api { get; }

    /// <summary>What the device is called.</summary>
    public string Name { get; }

    /// <summary>The compute capability: 90 for 9.0.</summary>
    public int Architecture { get; }

    /// <summary>How many multiprocessors it has.</summary>
    public int Multiprocessors { get; }

    /// <summary>The context of a device, opened at the first call.</summary>
    /// <exception cref="DeviceException">There is no such device, or something that it needs is missing.</exception>
    public static CudaContext Of(int index) => Contexts.GetOrAdd(index, static index => new(() => Open(index))).Value;

    /// <summary>The context of a device; null where there is none that can be used.</summary>
    public static CudaContext? TryOpen(int index)
    {
        try
        {
            return NativeLibraries.HasDriver ? Of(index) : null;
        }
        catch (LatheException)
        {
            return null;
        }
    }

    /// <summary>Makes the context the one of this thread.</summary>
    public void Enter() => Api.SetCurrent(handle);

    /// <summary>The functions of launches, loaded and, where needed, compiled.</summary>
    /// <exception cref="DeviceException">The folder that was named for compiled kernels cannot be used.</exception>
    public nint[] Functions(IReadOnlyList<KernelKey> keys)
    {
        lock (gate)
        {
            KernelKey[] missing = [.. keys.Where(key => !functions.ContainsKey(key)).Distinct()];
            compiler ??= new KernelCompiler(compiledFor, KernelCache.OfUserIfUsable());
            byte[][] images = compiler.Compile(missing);
            for (int i = 0; i < missing.Length; i++)
                functions.Add(missing[i], Api.Function(Api.LoadModule(images[i]), missing[i].Kernel.Name));
            return [.. keys.Select(key => functions[key])];
        }
    }

    static CudaContext Open(int index)
    {
        try
        {
            return new CudaContext(index);
        }
        catch (EntryPointNotFoundException exception)
        {
            throw new DeviceException($"The CUDA driver or NVRTC here is too old, or is another library: {exception.Message} Install newer ones, or use 'cpu'.", exception);
        }
    }

    static ICudaDriver StartDriver()
    {
        NativeLibraries.Register();
        if (!NativeLibraries.HasDriver)
            throw new DeviceException($"There is no CUDA driver here: {NativeLibraries.Described(isDriver: true)}. Use 'cpu'.");
#if MANAGED_CUDA
        return ManagedCudaDriver.Start();
#else
        return NativeDriver.Start();
#endif
    }
}

/// <summary>A kernel compiled for some constants.</summary>
/// <param name="Kernel">The kernel.</param>
/// <param name="Constants">The values of its constants.</param>
/// <param name="Precision">The arithmetic of contractions.</param>
/// <param name="IsLarge">Whether tensors have more than 2^31 elements.</param>
readonly record struct KernelKey(CudaKernel Kernel, nint[] Constants, CudaPrecision Precision, bool IsLarge)
{
    public bool Equals(KernelKey other) =>
        ReferenceEquals(Kernel, other.Kernel) && Precision == other.Precision && IsLarge == other.IsLarge && Constants.AsSpan().SequenceEqual(other.Constants);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(Kernel);
        hash.Add(Precision);
        hash.Add(IsLarge);
        foreach (nint constant in Constants)
            hash.Add(constant);
        return hash.ToHashCode();
    }
}
