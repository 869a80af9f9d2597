using Lathe.Cuda;
using Lathe.Kernels.Cuda;

namespace Lathe.Bench.Cuda;

/// <summary>Times what is queued on a device by events, many times in a row, so that nothing waits for the host.</summary>
internal sealed class DeviceTimer : IDisposable
{
    const int Rounds = 9, MostRepeats = 100;
    const double RoundMilliseconds = 20;

    readonly CudaContext context;
    readonly CudaPrecision precision;
    readonly nint stream;
    readonly Staging staging;
    readonly DeviceBlock stepBlock, workspace, rounded;

    public DeviceTimer(CudaPrecision precision)
    {
        this.precision = precision;
        context = CudaContext.Of(0);
        context.Enter();
        stream = context.Api.CreateStream();
        staging = new Staging(context, stream, precision == CudaPrecision.BFloat16);
        (stepBlock, workspace, rounded) = (Block(sizeof(ulong)), Block(0), Block(0));
    }

    /// <summary>What the device is called.</summary>
    public string Name => context.Name;

    /// <summary>Memory of the device, zero at first.</summary>
    public DeviceBlock Block(nint bytes)
    {
        var block = new DeviceBlock(context, stream, staging);
        block.Reserve(bytes);
        return block;
    }

    /// <summary>Memory of the device with random numbers in [-1, 1): zeros would need less power, and the clock would be higher.</summary>
    public DeviceBlock Random(nint count, bool isStored)
    {
        var block = Block(count * (isStored && precision == CudaPrecision.BFloat16 ? sizeof(ushort) : sizeof(float)));
        var random = new Random(1);
        var numbers = new float[count];
        foreach (ref var number in numbers.AsSpan())
            number = (2 * random.NextSingle()) - 1;
        Write(block, numbers, isStored);
        return block;
    }

    /// <summary>Writes numbers, as activations or as float32.</summary>
    public static void Write(DeviceBlock block, ReadOnlySpan<float> numbers, bool isStored)
    {
        numbers.CopyTo(block.BeginWrite(0, numbers.Length));
        block.EndWrite(0, numbers.Length, isStored);
    }

    /// <summary>The median time in microseconds of what an action records, replayed as a graph.</summary>
    /// <param name="parameters">The weights that a network would round to bfloat16 once an update: contractions read them so, and rounding is not timed.</param>
    /// <param name="action">Records launches.</param>
    public double Time(DeviceBlock? parameters, Action<CudaRecorder> action)
    {
        using (var graph = Graph(parameters, action, isRounded: false))
            graph.Run(stream);
        using var timed = Graph(parameters, action, isRounded: true);
        return Time(() => timed.Run(stream));
    }

    /// <summary>The median time in microseconds of what an action records, launched one by one and waited for, as an observer of a network sees it.</summary>
    public double TimeLaunches(Action<CudaRecorder> action)
    {
        using var graph = Graph(null, action, isRounded: true);
        double[] times = [.. Enumerable.Range(0, Rounds).Select(_ =>
        {
            var spent = TimeSpan.Zero;
            graph.Run(stream, (_, time) => spent += time);
            return spent.TotalMicroseconds;
        }).Order()];
        return times[Rounds / 2];
    }

    /// <summary>Runs what an action records, once.</summary>
    public void Run(Action<CudaRecorder> action)
    {
        using var graph = Graph(null, action, isRounded: true);
        graph.Run(stream);
        context.Api.Synchronize(stream);
    }

    /// <summary>The median time in microseconds of a copy within the device.</summary>
    public double TimeCopy(nint target, nint source, nint bytes) => Time(() => context.Api.Copy(target, source, bytes, stream));

    public void Dispose()
    {
        context.Api.Synchronize(stream);
        foreach (var block in new[] { stepBlock, workspace, rounded })
            block.Dispose();
        staging.Dispose();
        context.Api.DestroyStream(stream);
    }

    LaunchGraph Graph(DeviceBlock? parameters, Action<CudaRecorder> action, bool isRounded)
    {
        var copies = parameters is not null && precision == CudaPrecision.BFloat16 ? new RoundedParameters(parameters, rounded) : null;
        var recorder = new CudaRecorder(context, precision, stepBlock, workspace, copies, static space => throw new InvalidOperationException($"There is no arena of {space}s here."));
        return new LaunchGraph(context, recorder.Record(1, action, isRounded), stream);
    }

    double Time(Action queue)
    {
        queue();
        var repeats = (int)Math.Clamp(RoundMilliseconds / Math.Max(Milliseconds(queue, 1), 1e-3), 1, MostRepeats);
        double[] times = [.. Enumerable.Range(0, Rounds).Select(_ => Milliseconds(queue, repeats)).Order()];
        return times[Rounds / 2] / repeats * 1000;
    }

    double Milliseconds(Action queue, int repeats)
    {
        var (first, last) = (context.Api.CreateEvent(), context.Api.CreateEvent());
        context.Api.Record(first, stream);
        for (var i = 0; i < repeats; i++)
            queue();
        context.Api.Record(last, stream);
        context.Api.SynchronizeEvent(last);
        var time = context.Api.Elapsed(first, last);
        context.Api.DestroyEvent(first);
        context.Api.DestroyEvent(last);
        return time;
    }
}
