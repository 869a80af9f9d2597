using System.Globalization;
using Lathe.Bench.Steps;

namespace Lathe.Bench.OnnxRuntime;

/// <summary>Times inference, Lathe against ONNX Runtime in turn, for <c>compare_onnxruntime.py</c>.</summary>
internal static class InferenceComparison
{
    /// <summary>How long the other's threads get to fall asleep.</summary>
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Prints the best of the rounds' medians of both, and how far their outputs lie apart, as JSON.</summary>
    /// <param name="name">The network's record.</param>
    /// <param name="batch">Images in a batch.</param>
    /// <param name="threads">Threads of both.</param>
    /// <param name="rounds">How often each has its turn.</param>
    /// <param name="seconds">How long a turn lasts.</param>
    /// <param name="library">Where <c>libonnxruntime.so.1</c> lies.</param>
    /// <param name="model">The exported model.</param>
    /// <param name="weights">Its weights, as safetensors.</param>
    public static void Measure(string name, int batch, int threads, int rounds, double seconds, string library, string model, string weights)
    {
        using var workload = new Workload(name, batch, new CpuOptions { Threads = threads });
        workload.Network.Load(weights, static tensor => tensor);
        var api = new OrtApi(library);
        long[] inputShape = [batch, .. workload.Network.InputShape.Select(extent => (long)extent)];
        using var session = new OrtSession(api, model, threads, inputShape, [batch, workload.Network.OutputShape[0]]);
        workload.Images.CopyTo(session.Input);

        var (lathe, other) = (double.MaxValue, double.MaxValue);
        for (var round = 0; round < rounds; round++)
        {
            lathe = Math.Min(lathe, StepTimes.Median(workload.Predict, threads, seconds));
            Thread.Sleep(Pause);
            other = Math.Min(other, StepTimes.Median(session.Run, threads, seconds));
            Thread.Sleep(Pause);
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"version":"{{api.LibraryVersion}}","latheMilliseconds":{{lathe:0.000}},"onnxRuntimeMilliseconds":{{other:0.000}},"distance":{{Distance(workload.Outputs, session.Output):0.0e0}}}"""));
    }

    /// <summary>The norm of the difference over the norm.</summary>
    static double Distance(ReadOnlySpan<float> actual, ReadOnlySpan<float> expected)
    {
        double difference = 0, norm = 0;
        for (var i = 0; i < actual.Length; i++)
        {
            difference += Math.Pow(actual[i] - expected[i], 2);
            norm += Math.Pow(expected[i], 2);
        }

        return Math.Sqrt(difference / norm);
    }
}
