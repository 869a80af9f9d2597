using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Lathe.Bench;

/// <summary>The time that this thread has had a processor, which other programs on the machine disturb less than time on the wall.</summary>
internal static partial class ThreadTime
{
    const int ThreadClock = 3;

    /// <summary>Seconds so far; outside Linux, seconds on the wall.</summary>
    public static double Seconds()
    {
        if (!OperatingSystem.IsLinux())
            return Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency;
        Read(ThreadClock, out var time);
        return time.Seconds + (time.Nanoseconds * 1e-9);
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int Read(int clock, out TimeSpecification time);

    struct TimeSpecification
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
