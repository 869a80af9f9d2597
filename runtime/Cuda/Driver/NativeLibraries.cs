using System.Reflection;
using System.Runtime.InteropServices;

namespace Lathe.Cuda;

/// <summary>Finds the CUDA driver and NVRTC: where a variable says, among the system's libraries, and among those of Python packages.</summary>
static class NativeLibraries
{
    /// <summary>The name of the driver in imports.</summary>
    public const string Driver = "lathe-cuda-driver";

    /// <summary>The name of NVRTC in imports.</summary>
    public const string Nvrtc = "lathe-nvrtc";

    /// <summary>The variable that names the driver's file.</summary>
    public const string DriverVariable = "LATHE_CUDA_DRIVER";

    /// <summary>The variable that names NVRTC's file.</summary>
    public const string NvrtcVariable = "LATHE_NVRTC";

    static readonly string[] DriverNames = OperatingSystem.IsWindows() ? ["nvcuda.dll"] : ["libcuda.so.1", "libcuda.so"];

    static readonly string[] NvrtcNames = OperatingSystem.IsWindows()
        ? ["nvrtc64_130_0.dll", "nvrtc64_120_0.dll", "nvrtc64_112_0.dll"]
        : ["libnvrtc.so.13", "libnvrtc.so.12", "libnvrtc.so.11.2", "libnvrtc.so"];

    static readonly Lazy<nint> driver = new(() => Load(DriverVariable, DriverNames, folders: []));
    static readonly Lazy<nint> nvrtc = new(() => Load(NvrtcVariable, NvrtcNames, PythonFolders()));

    /// <summary>Whether the driver was found.</summary>
    public static bool HasDriver => driver.Value != 0;

    /// <summary>Whether NVRTC was found.</summary>
    public static bool HasNvrtc => nvrtc.Value != 0;

    /// <summary>The names that were looked for.</summary>
    public static string Described(bool isDriver) => isDriver
        ? $"{string.Join(" or ", DriverNames)}, which comes with NVIDIA's driver; {DriverVariable} may name the file"
        : $"{string.Join(", ", NvrtcNames)}, which comes with the CUDA toolkit and as a package of its own; {NvrtcVariable} may name the file";

    /// <summary>Lets imports find the libraries.</summary>
    public static void Register() => NativeLibrary.SetDllImportResolver(typeof(NativeLibraries).Assembly, Resolve);

    static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) => name switch
    {
        Driver => driver.Value,
        Nvrtc => nvrtc.Value,
        _ => 0,
    };

    static nint Load(string variable, string[] names, IEnumerable<string> folders)
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } file)
        {
            return NativeLibrary.TryLoad(file, out nint named)
                ? named
                : throw new DeviceException($"The environment variable {variable} is '{file}', which is no library that can be loaded.");
        }

        foreach (string name in names)
        {
            if (NativeLibrary.TryLoad(name, out nint found))
                return found;
        }

        foreach (string candidate in folders.SelectMany(folder => names.Select(name => Path.Combine(folder, name))))
        {
            if (File.Exists(candidate) && NativeLibrary.TryLoad(candidate, out nint found))
                return found;
        }

        return 0;
    }

    /// <summary>Where Python's CUDA packages keep NVRTC: beneath the interpreters that the path of programs names, and beneath CUDA's own folder.</summary>
    static IEnumerable<string> PythonFolders()
    {
        IEnumerable<string> roots = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(static folder => Path.GetDirectoryName(folder.TrimEnd(Path.DirectorySeparatorChar)) ?? "")
            .Where(static root => root.Length > 0).Distinct();
        foreach (string root in roots)
        {
            foreach (string packages in Folders(Path.Combine(root, "lib"), "python3*").Select(static python => Path.Combine(python, "site-packages", "nvidia")))
            {
                yield return Path.Combine(packages, "cu13", "lib");
                yield return Path.Combine(packages, "cuda_nvrtc", "lib");
            }

            if (OperatingSystem.IsWindows())
            {
                yield return Path.Combine(root, "Lib", "site-packages", "nvidia", "cu13", "bin", "x86_64");
                yield return Path.Combine(root, "Lib", "site-packages", "nvidia", "cuda_nvrtc", "bin");
            }
        }

        yield return "/usr/local/cuda/lib64";
    }

    static string[] Folders(string root, string pattern)
    {
        try
        {
            return Directory.Exists(root) ? Directory.GetDirectories(root, pattern) : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
