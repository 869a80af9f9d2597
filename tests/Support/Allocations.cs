namespace Lathe.Tests;

/// <summary>What code allocates on the managed heap once it has settled.</summary>
static class Allocations
{
    const int Steps = 5;

    /// <summary>The least bytes that the calling thread allocates in one of five steps, each of which does the same. The runtime allocates a little of
    /// its own now and then (its caches grow in whichever thread meets them); what a step allocates itself, it allocates in every step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="warmUp">The number of steps taken before.</param>
    public static long OfSteadyStep(Action step, int warmUp = 1)
    {
        for (var i = 0; i < warmUp; i++)
            step();
        var least = long.MaxValue;
        for (var i = 0; i < Steps; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            step();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
