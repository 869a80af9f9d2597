using System.Runtime.InteropServices;

namespace Lathe.Kernels;

/// <summary>Pages of 2 MB where the system has them: fewer faults when memory is first touched, fewer misses in the translation cache later.</summary>
internal static unsafe partial class HugePages
{
    /// <summary>The size of such a page, and the alignment of memory that is to lie in them.</summary>
    public const nint Size = 2 << 20;

    /// <summary>What Linux calls MADV_HUGEPAGE.</summary>
    const int HugePageAdvice = 14;

    /// <summary>Asks for such pages. Linux gives them on request or always; other systems, and a Linux that forbids them, change nothing.</summary>
    /// <param name="address">Memory that nothing has touched yet.</param>
    /// <param name="bytes">How much there is.</param>
    public static void Request(void* address, nint bytes)
    {
        if (!OperatingSystem.IsLinux())
            return;

        try
        {
            _ = Advise(address, (nuint)bytes, HugePageAdvice);
        }
        catch (DllNotFoundException)
        {
            // Without that library memory stays in small pages.
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* address, nuint bytes, int advice);
}
