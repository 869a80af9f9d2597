namespace Lathe.Generator.Support;

/// <summary>How the work on networks shares the processors.</summary>
internal static class Concurrency
{
    /// <summary>One network a processor. Without a limit the thread pool begins further networks while the first are long: all of them are then in memory
    /// at once, and collecting garbage takes longer than planning.</summary>
    public static ParallelOptions Limited(CancellationToken cancellation)
    {
        ThreadPool.GetMinThreads(out var processors, out _);
        return new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = processors };
    }

    /// <summary>Two results, found side by side where a processor is free. What fails throws its own exception.</summary>
    public static (TFirst First, TSecond Second) Both<TFirst, TSecond>(Func<TFirst> first, Func<TSecond> second)
    {
        var other = Task.Run(second);
        var result = first();
        return (result, other.GetAwaiter().GetResult());
    }
}
