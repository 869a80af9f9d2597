using System.Globalization;

namespace Lathe;

/// <summary>NVRTC refused the text of a kernel: a mistake of this library, or a version of NVRTC that it does not know.</summary>
public sealed class KernelCompilationException : LatheException
{
    internal KernelCompilationException(string kernel, string log, string source)
        : base($"NVRTC did not compile the kernel {kernel}:\n{log.Trim()}")
    {
        Kernel = kernel;
        Log = log;
        NumberedSource = string.Join('\n', source.Split('\n').Select(static (line, number) => string.Create(CultureInfo.InvariantCulture, $"{number + 1,5}  {line}")));
    }

    /// <summary>The kernel's name.</summary>
    public string Kernel { get; }

    /// <summary>NVRTC's messages, with line numbers of <see cref="NumberedSource"/>.</summary>
    public string Log { get; }

    /// <summary>The whole text that was compiled, each line with its number.</summary>
    public string NumberedSource { get; }
}
