using System.Globalization;
using Lathe.Bench.Cuda;
using Lathe.Kernels.Cuda;

switch (args)
{
    case ["agree", var precision, .. var networks]:
        return Agreement.Check(Precision(precision), networks);
    case ["step", var network, var batch, var precision, var seconds]:
        StepBenchmark.Measure(network, int.Parse(batch, CultureInfo.InvariantCulture), Precision(precision), double.Parse(seconds, CultureInfo.InvariantCulture));
        return 0;
    case ["profile", var network, var batch, var precision]:
        Profile.Print(network, int.Parse(batch, CultureInfo.InvariantCulture), Precision(precision));
        return 0;
    case ["memory", var precision, .. var size]:
        MemoryBoundBenchmark.Run(Precision(precision), size is [var megabytes] ? int.Parse(megabytes, CultureInfo.InvariantCulture) : 512);
        return 0;
    case ["convolutions", var precision, var batch, .. var filter]:
        ConvolutionBenchmark.Run(Precision(precision), int.Parse(batch, CultureInfo.InvariantCulture), filter is [var part] ? part : "");
        return 0;
    default:
        Console.Error.WriteLine("""
            Usage: Lathe.Bench.Cuda agree float32|tf32|bf16 [NETWORK ...]              processor and GPU on the same batch; all networks if none is named
                   Lathe.Bench.Cuda step NETWORK BATCH float32|tf32|bf16 SECONDS       the time of a training step
                   Lathe.Bench.Cuda profile NETWORK BATCH float32|tf32|bf16            where the time of a training step goes
                   Lathe.Bench.Cuda memory float32|tf32|bf16 [MEGABYTES]               memory-bound kernels next to a copy and to kernels written by hand
                   Lathe.Bench.Cuda convolutions float32|tf32|bf16 BATCH [PART]        convolutions of ResNet-50 (see pytorch_cuda_convolutions.py)
            """);
        return 2;
}

static CudaPrecision Precision(string text) => text switch
{
    "float32" => CudaPrecision.Float32,
    "tf32" => CudaPrecision.TensorFloat32,
    "bf16" => CudaPrecision.BFloat16,
    _ => throw new ArgumentException($"'{text}' is no precision; use float32, tf32 or bf16."),
};
