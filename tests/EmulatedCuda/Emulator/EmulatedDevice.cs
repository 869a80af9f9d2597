using System.Security.Cryptography;
using Lathe.Cuda;
using Lathe.Kernels.Cuda;

namespace Lathe.EmulatedCuda.Tests;

/// <summary>A CUDA device that is emulated on the host: the runtime finds a driver and an NVRTC that these tests build, by the variables that name their
/// files. Threads of a block run in an order drawn by lot; shared memory begins as what is not a number; barriers that not all reach and accesses
/// outside of what there is end a launch.</summary>
internal static class EmulatedDevice
{
    const string Driver = "liblathe-emulated-cuda.so", Compiler = "liblathe-emulated-nvrtc.so";

    static readonly Lazy<string> folder = new(Install);

    /// <summary>The device, at a precision.</summary>
    public static Device With(CudaPrecision precision)
    {
        _ = folder.Value;
        return Device.WithCuda(new CudaOptions { Precision = precision });
    }

    /// <summary>Lets the runtime find the libraries.</summary>
    /// <returns>Where they and compiled kernels are.</returns>
    public static string Installed() => folder.Value;

    /// <summary>Builds the libraries where they are not yet. They and the kernels that they compiled lie in a folder named by their sources.</summary>
    static string Install()
    {
        var sources = Path.Combine(AppContext.BaseDirectory, "Host");
        string[] files = [.. Directory.GetFiles(sources).Order(StringComparer.Ordinal)];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
            hash.AppendData(File.ReadAllBytes(file));
        var target = Path.Combine(AppContext.BaseDirectory, "Emulator", Convert.ToHexStringLower(hash.GetHashAndReset())[..16]);
        if (!Directory.Exists(target))
        {
            var building = target + "." + Path.GetRandomFileName();
            Directory.CreateDirectory(building);
            foreach (var header in files.Where(file => file.EndsWith(".h", StringComparison.Ordinal)))
                File.Copy(header, Path.Combine(building, Path.GetFileName(header)));
            Parallel.Invoke(
                () => HostCompiler.Build(
                    Path.Combine(building, Driver),
                    ["-ftls-model=initial-exec", .. files.Where(file => file.EndsWith(".cpp", StringComparison.Ordinal) && Path.GetFileName(file) != "nvrtc.cpp")]),
                () => HostCompiler.Build(Path.Combine(building, Compiler), Path.Combine(sources, "nvrtc.cpp")));
            Directory.Move(building, target);
        }

        Environment.SetEnvironmentVariable(NativeLibraries.DriverVariable, Path.Combine(target, Driver));
        Environment.SetEnvironmentVariable(NativeLibraries.NvrtcVariable, Path.Combine(target, Compiler));
        Environment.SetEnvironmentVariable(KernelCache.Variable, Path.Combine(target, "kernels"));
        return target;
    }
}
