using System.Globalization;
using Lathe.Bench;
using Lathe.Kernels;

switch (args)
{
    case ["contractions", .. var rest]:
        var width = rest.Length > 0 && Enum.TryParse<VectorWidth>(rest[0], out var parsed) ? parsed : VectorWidth.Bits512;
        ContractionBenchmark.Run(width, rest.Length > 1 ? rest[1] : "");
        return 0;
    case ["training-step", var network, var batch, var threads, var seconds]:
        TrainingStep.Measure(
            network, int.Parse(batch, CultureInfo.InvariantCulture), int.Parse(threads, CultureInfo.InvariantCulture),
            double.Parse(seconds, CultureInfo.InvariantCulture));
        return 0;
    default:
        Console.Error.WriteLine("Usage: Lathe.Bench contractions [Bits512|Bits256|Plain] [part of a name]");
        Console.Error.WriteLine("       Lathe.Bench training-step ResNet20|LeNetCaffe BATCH THREADS SECONDS");
        return 2;
}
