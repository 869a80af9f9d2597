using System.Globalization;
using Lathe.Bench;
using Lathe.Bench.Floor;
using Lathe.Bench.Fusion;
using Lathe.Bench.Generator;
using Lathe.Bench.OnnxRuntime;
using Lathe.Bench.Profiling;
using Lathe.Bench.Steps;
using Lathe.Kernels;

try
{
    return Run(args);
}
catch (Exception exception) when (exception is ArgumentException or FormatException)
{
    Console.Error.WriteLine(exception.Message);
    return 2;
}

static int Run(string[] args)
{
    switch (args)
    {
        case ["contractions", .. var rest]:
            ContractionBenchmark.Run(Width(rest), rest.Length > 1 ? rest[1] : "");
            return 0;
        case ["contraction-errors", .. var rest]:
            ContractionErrors.Run(Width(rest));
            return 0;
        case ["functions", .. var rest]:
            ElementaryFunctions.Run(Width(rest));
            return 0;
        case ["training-step", var network, var batch, var threads, var seconds]:
            TrainingStep.Measure(network, Whole(batch), Whole(threads), Number(seconds));
            return 0;
        case ["inference", var network, var batch, var threads, var rounds, var seconds, var library, var model, var weights]:
            InferenceComparison.Measure(network, Whole(batch), Whole(threads), Whole(rounds), Number(seconds), library, model, weights);
            return 0;
        case ["profile", var network, var batch, var threads, .. var rest]:
            ProfileReport.Print(network, Whole(batch), Whole(threads), isTraining: rest is not ["inference"]);
            return 0;
        case ["floor", var network, var batch, var threads, .. var rest]:
            FloorReport.Print(network, Whole(batch), Whole(threads), isTraining: rest is not ["inference"]);
            return 0;
        case ["fusion", .. var rest]:
            return Benchmarks.Run<FusionBenchmark>(rest.Length > 0 ? Whole(rest[0]) : 15, once: false);
        case ["generator", .. var rest]:
            return Benchmarks.Run<GeneratorBenchmark>(rest.Length > 0 ? Whole(rest[0]) : 10, once: true);
        default:
            Console.Error.WriteLine("""
                Usage: Lathe.Bench contractions [Bits512|Bits256|Plain] [part of a name]
                       Lathe.Bench contraction-errors [Bits512|Bits256|Plain]
                       Lathe.Bench functions [Bits512|Bits256|Plain]
                       Lathe.Bench profile NETWORK BATCH THREADS [inference]
                       Lathe.Bench floor NETWORK BATCH THREADS [inference]
                       Lathe.Bench fusion [ITERATIONS]
                       Lathe.Bench generator [ITERATIONS]
                       Lathe.Bench training-step NETWORK BATCH THREADS SECONDS                               (see compare_pytorch.py)
                       Lathe.Bench inference NETWORK BATCH THREADS ROUNDS SECONDS LIBRARY MODEL WEIGHTS      (see compare_onnxruntime.py)
                """);
            return 2;
    }
}

static VectorWidth Width(string[] rest) => rest is [var name, ..] && Enum.TryParse<VectorWidth>(name, out var width) ? width : VectorWidth.Bits512;

static int Whole(string text) => int.Parse(text, CultureInfo.InvariantCulture);

static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
