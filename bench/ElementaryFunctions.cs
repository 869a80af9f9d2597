using System.Diagnostics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Lathe.Kernels;

namespace Lathe.Bench;

/// <summary>Times the elementary functions of kernels on numbers in the first cache, next to those of System.Numerics.Tensors, which has no error function.</summary>
internal static class ElementaryFunctions
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
        Print("Exponential", () => Apply<V, Exponential<V>>(x.Values, y.Values), () => TensorPrimitives.Exp(x.Values, y.Values));
        Print("Logarithm", () => Apply<V, Logarithm<V>>(x.Values, y.Values), () => TensorPrimitives.Log(x.Values, y.Values));
        Print("HyperbolicTangent", () => Apply<V, HyperbolicTangent<V>>(x.Values, y.Values), () => TensorPrimitives.Tanh(x.Values, y.Values));
        Print("Logistic", () => Apply<V, Logistic<V>>(x.Values, y.Values), () => TensorPrimitives.Sigmoid(x.Values, y.Values));
        Print("Sine", () => Apply<V, Sine<V>>(x.Values, y.Values), () => TensorPrimitives.Sin(x.Values, y.Values));
        Print("ErrorFunction", () => Apply<V, ErrorFunction<V>>(x.Values, y.Values), null);
    }

    static void Print(string name, Action function, Action? peer) =>
        Console.WriteLine(FormattableString.Invariant($"| {name} | {Nanoseconds(function):0.0} | {(peer is null ? "" : FormattableString.Invariant($"{Nanoseconds(peer):0.0}"))} |"));

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
    static void Apply<V, F>(ReadOnlySpan<float> x, Span<float> y)
        where V : struct, ILanes<V>
        where F : struct, IFunction<V>
    {
        ref readonly var source = ref x[0];
        ref var target = ref y[0];
        for (nint i = 0; i < Count; i += 16)
        {
            F.Of(V.Load(in source, i)).Store(ref target, i);
        }
    }

    interface IFunction<V>
    {
        static abstract V Of(V x);
    }

    readonly struct Exponential<V> : IFunction<V>
        where V : struct, ILanes<V>
    {
        public static V Of(V x) => LaneMath.Exponential(x);
    }

    readonly struct Logarithm<V> : IFunction<V>
        where V : struct, ILanes<V>
    {
        public static V Of(V x) => LaneMath.Logarithm(x);
    }

    readonly struct HyperbolicTangent<V> : IFunction<V>
        where V : struct, ILanes<V>
    {
        public static V Of(V x) => LaneMath.HyperbolicTangent(x);
    }

    readonly struct Logistic<V> : IFunction<V>
        where V : struct, ILanes<V>
    {
        public static V Of(V x) => LaneMath.Logistic(x);
    }

    readonly struct Sine<V> : IFunction<V>
        where V : struct, ILanes<V>
    {
        public static V Of(V x) => LaneMath.Sine(x);
    }

    readonly struct ErrorFunction<V> : IFunction<V>
        where V : struct, ILanes<V>
    {
        public static V Of(V x) => LaneMath.ErrorFunction(x);
    }
}
