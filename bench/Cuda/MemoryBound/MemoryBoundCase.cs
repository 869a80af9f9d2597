using Lathe.Cuda;
using Lathe.Kernels.Cuda;

namespace Lathe.Bench.Cuda;

/// <summary>A computation that takes as long as moving its numbers: what the generator or the runtime made of it, and what an expert writes.</summary>
/// <param name="precision">How activations are stored.</param>
/// <param name="timer">The device.</param>
internal abstract class MemoryBoundCase(CudaPrecision precision, DeviceTimer timer) : IDisposable
{
    const int Runs = 9;
    const double Tolerance = 2e-2;

    static readonly byte[] Text = EmbeddedText.Read("kernels.cuh");

    readonly List<IDisposable> kept = [];
    TimeSpan spent;

    /// <summary>What is computed.</summary>
    public abstract string Name { get; }

    /// <summary>The bytes that have to be read and written.</summary>
    public nint Bytes { get; protected set; }

    /// <summary>Bytes of an activation.</summary>
    protected nint Stored => precision == CudaPrecision.BFloat16 ? sizeof(ushort) : sizeof(float);

    /// <summary>A device on which kernels are timed one by one.</summary>
    protected Device Device => Lathe.Device.WithCuda(new CudaOptions { Precision = precision, Observer = (_, time) => spent += time });

    /// <summary>The median time in microseconds of the kernels that were generated.</summary>
    public double TimeGenerated()
    {
        Generated();
        var times = new double[Runs];
        foreach (ref var time in times.AsSpan())
        {
            spent = TimeSpan.Zero;
            Generated();
            time = spent.TotalMicroseconds;
        }

        Array.Sort(times);
        return times[Runs / 2];
    }

    /// <summary>The median time in microseconds of the kernel that was written by hand, timed as those are.</summary>
    public double TimeByHand() => timer.TimeLaunches(ByHand);

    /// <summary>The median time in microseconds of a copy that moves as many bytes.</summary>
    public double TimeCopy()
    {
        using DeviceBlock source = timer.Random(Bytes / 2 / sizeof(float), isStored: false), target = timer.Block(Bytes / 2);
        return timer.TimeCopy(target.Address, source.Address, Bytes / 2);
    }

    /// <summary>Sees that both ways give the same numbers.</summary>
    /// <exception cref="InvalidOperationException">They do not.</exception>
    public void Agree()
    {
        var (generated, byHand) = Results();
        for (var i = 0; i < generated.Length; i++)
        {
            if (!(Math.Abs(generated[i] - byHand[i]) <= Tolerance * Math.Max(1, Math.Abs(byHand[i]))))
                throw new InvalidOperationException($"{Name}: number {i} is {generated[i]} generated and {byHand[i]} written by hand.");
        }
    }

    public void Dispose()
    {
        // Optimisers end before their networks.
        foreach (var each in Enumerable.Reverse(kept))
            each.Dispose();
    }

    /// <summary>Runs what was generated.</summary>
    protected abstract void Generated();

    /// <summary>Records what was written by hand.</summary>
    protected abstract void ByHand(CudaRecorder recorder);

    /// <summary>Both ways' results, after each has run once on the same numbers.</summary>
    protected abstract (float[] Generated, float[] ByHand) Results();

    /// <summary>One of the kernels that were written by hand.</summary>
    protected static CudaKernel Kernel(string name) => new(name, [], static () => Text);

    /// <summary>Memory with numbers, until the case ends.</summary>
    protected DeviceBlock Block(ReadOnlySpan<float> numbers, bool isStored)
    {
        var block = timer.Block(numbers.Length * (isStored ? Stored : sizeof(float)));
        kept.Add(block);
        DeviceTimer.Write(block, numbers, isStored);
        return block;
    }

    /// <summary>Ends something with the case.</summary>
    protected T Keep<T>(T each)
        where T : IDisposable
    {
        kept.Add(each);
        return each;
    }

    /// <summary>Runs the kernel that was written by hand once.</summary>
    protected void RunByHand() => timer.Run(ByHand);

    /// <summary>Numbers in [-1, 1).</summary>
    protected static float[] Numbers(nint count, int seed = 1)
    {
        var random = new Random(seed);
        var numbers = new float[count];
        foreach (ref var number in numbers.AsSpan())
            number = (2 * random.NextSingle()) - 1;
        return numbers;
    }
}
