using System.Globalization;
using Lathe.Kernels.Cuda;

namespace Lathe.Bench.Cuda;

/// <summary>Tells where the time of a training step goes, kernel by kernel.</summary>
internal static class Profile
{
    const int Steps = 10;

    /// <summary>Prints the kernels of a step, the slowest first: the share of the step, microseconds, launches, and its description.</summary>
    public static void Print(string name, int batch, CudaPrecision precision)
    {
        var times = new Dictionary<string, (int Launches, TimeSpan Time)>();
        var counts = false;
        using var training = new TrainingStep(name, batch, new CudaOptions
        {
            Precision = precision,
            Observer = (kernel, time) =>
            {
                if (counts)
                    times[kernel] = times.TryGetValue(kernel, out var known) ? (known.Launches + 1, known.Time + time) : (1, time);
            },
        });
        training.Run();
        counts = true;
        for (var step = 0; step < Steps; step++)
            training.Run();
        var total = times.Values.Sum(each => each.Time.TotalMicroseconds) / Steps;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}, batch {batch}, {precision}: {total:0} us in {times.Values.Sum(each => each.Launches) / Steps} launches"));
        foreach (var (kernel, (launches, time)) in times.OrderByDescending(each => each.Value.Time))
        {
            var microseconds = time.TotalMicroseconds / Steps;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{microseconds / total,7:0.0%} {microseconds,8:0.0} us {launches / Steps,4}x {kernel}"));
        }
    }
}
