using System.Runtime.InteropServices;

namespace Lathe.Cuda;

/// <summary>NVIDIA's run-time compiler: CUDA C to the machine code of one architecture.</summary>
static unsafe partial class Nvrtc
{
    const string Library = NativeLibraries.Nvrtc;
    const int CompilationFailed = 6;

    /// <summary>The version: 12.4 as 12, 4.</summary>
    public static (int Major, int Minor) Version
    {
        get
        {
            Check(GetVersion(out int major, out int minor), "tell its version");
            return (major, minor);
        }
    }

    /// <summary>The compute capabilities that it compiles for, ascending: 90 for 9.0.</summary>
    public static int[] Architectures
    {
        get
        {
            Check(GetArchitectureCount(out int count), "tell how many architectures it knows");
            var architectures = new int[count];
            fixed (int* first = architectures)
                Check(GetArchitectures(first), "tell the architectures that it knows");
            return architectures;
        }
    }

    /// <summary>Compiles a text. May be called from several threads at once.</summary>
    /// <param name="source">The text.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="options">Options, the architecture among them.</param>
    /// <returns>The machine code, or null with the messages where the text is wrong.</returns>
    public static (byte[]? Image, string Log) Compile(string source, string name, IReadOnlyList<string> options)
    {
        Check(CreateProgram(out nint program, source, name, 0, 0, 0), "take a text");
        nint* texts = stackalloc nint[options.Count];
        try
        {
            for (int i = 0; i < options.Count; i++)
                texts[i] = Marshal.StringToCoTaskMemUTF8(options[i]);
            int result = CompileProgram(program, options.Count, texts);
            if (result is not (0 or CompilationFailed))
                Check(result, $"compile {name}");
            string log = LogOf(program);
            if (result == CompilationFailed)
                return (null, log);
            Check(GetCubinSize(program, out nint size), "tell the size of its code");
            var image = new byte[size];
            fixed (byte* bytes = image)
                Check(GetCubin(program, bytes), "give its code");
            return (image, log);
        }
        finally
        {
            for (int i = 0; i < options.Count; i++)
                Marshal.FreeCoTaskMem(texts[i]);
            DestroyProgram(ref program);
        }
    }

    static string LogOf(nint program)
    {
        Check(GetLogSize(program, out nint size), "tell the size of its messages");
        var log = new byte[size];
        fixed (byte* bytes = log)
        {
            Check(GetLog(program, bytes), "give its messages");
            return Marshal.PtrToStringUTF8((nint)bytes) ?? "";
        }
    }

    static void Check(int code, string action)
    {
        if (code != 0)
            throw new DeviceException($"NVRTC failed to {action}: {Marshal.PtrToStringUTF8(GetErrorString(code))} ({code}).");
    }

    [LibraryImport(Library, EntryPoint = "nvrtcVersion")]
    private static partial int GetVersion(out int major, out int minor);

    [LibraryImport(Library, EntryPoint = "nvrtcGetNumSupportedArchs")]
    private static partial int GetArchitectureCount(out int count);

    [LibraryImport(Library, EntryPoint = "nvrtcGetSupportedArchs")]
    private static partial int GetArchitectures(int* architectures);

    [LibraryImport(Library, EntryPoint = "nvrtcGetErrorString")]
    private static partial nint GetErrorString(int result);

    [LibraryImport(Library, EntryPoint = "nvrtcCreateProgram", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int CreateProgram(out nint program, string source, string name, int headers, nint headerTexts, nint headerNames);

    [LibraryImport(Library, EntryPoint = "nvrtcDestroyProgram")]
    private static partial int DestroyProgram(ref nint program);

    [LibraryImport(Library, EntryPoint = "nvrtcCompileProgram")]
    private static partial int CompileProgram(nint program, int count, nint* options);

    [LibraryImport(Library, EntryPoint = "nvrtcGetCUBINSize")]
    private static partial int GetCubinSize(nint program, out nint size);

    [LibraryImport(Library, EntryPoint = "nvrtcGetCUBIN")]
    private static partial int GetCubin(nint program, byte* image);

    [LibraryImport(Library, EntryPoint = "nvrtcGetProgramLogSize")]
    private static partial int GetLogSize(nint program, out nint size);

    [LibraryImport(Library, EntryPoint = "nvrtcGetProgramLog")]
    private static partial int GetLog(nint program, byte* log);
}
