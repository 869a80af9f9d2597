using Lathe.Bench;
using Lathe.Kernels;

if (args is not ["contractions", ..])
{
    Console.Error.WriteLine("Usage: Lathe.Bench contractions [Bits512|Bits256|Plain] [part of a name]");
    return 2;
}

var width = args.Length > 1 && Enum.TryParse<VectorWidth>(args[1], out var parsed) ? parsed : VectorWidth.Bits512;
ContractionBenchmark.Run(width, args.Length > 2 ? args[2] : "");
return 0;
