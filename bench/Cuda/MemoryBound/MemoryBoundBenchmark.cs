using System.Globalization;
using Lathe.Bench.Fusion;
using Lathe.Kernels.Cuda;

namespace Lathe.Bench.Cuda;

/// <summary>Memory-bound kernels next to kernels that were written by hand, and to a copy that moves as many bytes.</summary>
internal static class MemoryBoundBenchmark
{
    const nint Megabyte = 1 << 20;

    /// <summary>Prints a line a case.</summary>
    /// <param name="precision">How activations are stored.</param>
    /// <param name="megabytes">How much each case moves, about; caches should not hold it.</param>
    public static void Run(CudaPrecision precision, int megabytes)
    {
        using var timer = new DeviceTimer(precision);
        Console.WriteLine($"{timer.Name}, {precision}");
        Console.WriteLine("| kernel | MB moved | copy, us | by hand, us | Lathe, us | Lathe's share of the copy's rate | to by hand |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- |");
        foreach (var make in Cases(precision, megabytes * Megabyte, timer))
        {
            using var each = make();
            each.Agree();
            double copy = each.TimeCopy(), byHand = each.TimeByHand(), generated = each.TimeGenerated();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"| {each.Name} | {each.Bytes / Megabyte} | {copy:0.0} | {byHand:0.0} | {generated:0.0} | {copy / generated:0%} | {generated / byHand:0.00} |"));
        }
    }

    static IEnumerable<Func<MemoryBoundCase>> Cases(CudaPrecision precision, nint bytes, DeviceTimer timer)
    {
        const int Channels = 64, Pixels = 16 * 16, Features = 384;
        yield return () =>
        {
            // Running statistics as they begin: mean 0, variance 1.
            var slope = 1 + (1 / Math.Sqrt(1 + 1e-5));
            return new RowCase(
                "batch norm, add, ReLU", device => BatchNormJoin.Compile(device, seed: 1), "JoinByHand", perBlock: 1024, units: Channels * Pixels, bytes,
                [Vector((float)slope, Channels), Vector(0, Channels)], precision, timer);
        };
        yield return () => new RowCase("softmax of 197", device => SoftmaxRows.Compile(device, seed: 1), "SoftmaxByHand", perBlock: 8, units: 1, bytes, [], precision, timer);
        yield return () => new RowCase(
            "layer norm of 384", device => LayerNormRows.Compile(device, seed: 1), "LayerNormByHand", perBlock: 8, units: 1, bytes, [Vector(1, Features), Vector(0, Features)], precision, timer);
        yield return () => new UpdateCase(precision, timer);
    }

    static float[] Vector(float value, int length) => [.. Enumerable.Repeat(value, length)];
}
