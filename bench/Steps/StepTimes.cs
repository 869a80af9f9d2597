using System.Diagnostics;

namespace Lathe.Bench.Steps;

/// <summary>Times of steps that follow each other.</summary>
internal static class StepTimes
{
    const int WarmupSteps = 3, LeastSteps = 8;

    /// <summary>Runs steps for some seconds, at least 8, and gives the median of all but the first 3. One thread's steps count by the time that it had a
    /// processor, which other programs disturb less.</summary>
    /// <param name="step">A step.</param>
    /// <param name="threads">How many threads share it.</param>
    /// <param name="seconds">How long to go on.</param>
    /// <returns>Milliseconds.</returns>
    public static double Median(Action step, int threads, double seconds)
    {
        var clock = Clock(threads);
        var times = new List<double>();
        var start = Stopwatch.GetTimestamp();
        while (times.Count < LeastSteps || Stopwatch.GetElapsedTime(start).TotalSeconds < seconds)
        {
            var begin = clock();
            step();
            times.Add(1000 * (clock() - begin));
        }

        double[] measured = [.. times.Skip(WarmupSteps).Order()];
        return measured[measured.Length / 2];
    }

    /// <summary>Seconds of the thread's processor time for one thread, on the wall for several.</summary>
    static Func<double> Clock(int threads) =>
        threads == 1 ? ThreadTime.Seconds : static () => Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency;
}
