namespace Lathe.Generator.Support;

/// <summary>How loops over networks share the processors.</summary>
internal static class Concurrency
{
    /// <summary>One network a processor. Without a limit the thread pool begins further networks while the first are long: all of them are then in memory
    /// at once, and collecting garbage takes longer than planning.</summary>
    public static ParallelOptions Limited(CancellationToken cancellation)
    {
        ThreadPool.GetMinThreads(out var processors, out _);
        return new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = processors };
    }
}
