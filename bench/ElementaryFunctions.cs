using System.Diagnostics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Lathe.Kernels;

namespace Lathe.Bench;

/// <summary>Times the elementary functions of kernels on numbers in the first cache, next to those of System.Numerics.Tensors, which has no error function.</summary>
internal static unsafe class ElementaryFunctions
{
    const int Count = 4096;
    const int Rounds = 31;

    public static void Run(VectorWidth width)
    {
        switch (width)
        {
            case VectorWidth.Bits512:
                Run<Lanes512>();
                break;
            case VectorWidth.Bits256:
                Run<Lanes256>();
                break;
            default:
                Run<Lanes128>();
                break;
        }
    }

    static void Run<V>()
        where V : struct, ILanes<V>
    {
        using NativeFloats x = new(Count), y = new(Count);
        var random = new Random(1);
        x.Fill(() => (random.NextDouble() * 8) - 4);
        Console.WriteLine("| function | ns for 16 numbers | System.Numerics.Tensors |");
        Console.WriteLine("| --- | --- | --- |");
        Print("Exponential", &LaneMath.Exponential, TensorPrimitives.Exp);
        Print("Logarithm", &LaneMath.Logarithm, TensorPrimitives.Log);
        Print("HyperbolicTangent", &LaneMath.HyperbolicTangent, TensorPrimitives.Tanh);
        Print("Logistic", &LaneMath.Logistic, TensorPrimitives.Sigmoid);
        Print("Sine", &LaneMath.Sine, TensorPrimitives.Sin);
        Print("ErrorFunction", &LaneMath.ErrorFunction, null);

        void Print(string name, delegate*<V, V> function, Action<ReadOnlySpan<float>, Span<float>>? peer)
        {
            var own = Nanoseconds(() => Apply(function, x.Values, y.Values));
            var others = peer is null ? "" : FormattableString.Invariant($"{Nanoseconds(() => peer(x.Values, y.Values)):0.0}");
            Console.WriteLine(FormattableString.Invariant($"| {name} | {own:0.0} | {others} |"));
        }
    }

    /// <summary>The least time that sixteen numbers took in a round, after half a second in which the library's functions are compiled anew.</summary>
    static double Nanoseconds(Action function)
    {
        const int Repeats = 200;
        for (var warm = Stopwatch.StartNew(); warm.Elapsed < TimeSpan.FromSeconds(0.5);)
        {
            function();
        }

        var least = double.PositiveInfinity;
        for (var round = 0; round < Rounds; round++)
        {
            var start = ThreadTime.Seconds();
            for (var i = 0; i < Repeats; i++)
            {
                function();
            }

            least = Math.Min(least, ThreadTime.Seconds() - start);
        }

        return least / Repeats / (Count / 16) * 1e9;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    static void Apply<V>(delegate*<V, V> function, ReadOnlySpan<float> x, Span<float> y)
        where V : struct, ILanes<V>
    {
        ref readonly var source = ref x[0];
        ref var target = ref y[0];
        for (nint i = 0; i < Count; i += 16)
        {
            function(V.Load(in source, i)).Store(ref target, i);
        }
    }
}
