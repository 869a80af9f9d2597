using System.Runtime.ExceptionServices;

namespace Lathe.Kernels;

/// <summary>A worker a core. The calling thread is one of them. Between launches of a step the others spin, so that a launch costs well under a microsecond; between steps they
/// park, so that an idle network uses no core. A launch allocates nothing.</summary>
/// <remarks>
/// A worker takes ranges of its own share of the chunks, the same share in every launch: what one launch left in the cache of a core the next one reads there, be it half an
/// image or half of the images. Then it takes what others have left. A launch waits for its chunks, not for its workers: one that wakes late finds nothing left to do.
/// Launches from several threads run one after another. A kernel must not launch.
/// </remarks>
public sealed class WorkerPool : IDisposable
{
    const int RangesPerWorker = 8;
    const int MaximumArguments = 256;

    /// <summary>How long workers spin for the next launch before they park, in milliseconds: within a step long enough for the caller's own serial work.</summary>
    const long SpinOutsideStep = 0, SpinWithinStep = 10;

    readonly Thread[] threads;
    readonly Lock launching = new();
    readonly object parking = new();
    readonly nint[] arguments = new nint[MaximumArguments];

    // The launch at hand. A worker that took a range may read all of it: the launch cannot end before the range does.
    Kernel kernel = static (_, _, _, _) => { };
    int argumentCount;
    nint chunks;
    int ranges;
    nint scratch;
    nint scratchBytes;
    Exception? failure;
    bool running;

    [ThreadStatic]
    static WorkerPool? workerOf;

    // The ranges of each worker that nobody took; how many were run; how many launches there were.
    readonly PaddedCounter[] untaken;
    PaddedCounter finished;
    PaddedCounter launches;
    int parked;
    int steps;
    volatile bool stopping;

    /// <summary>Starts the workers.</summary>
    /// <param name="workers">How many there are, the calling thread included; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There would be no worker.</exception>
    public WorkerPool(int workers)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        untaken = new PaddedCounter[workers];
        threads = new Thread[workers - 1];
        for (var i = 0; i < threads.Length; i++)
        {
            var worker = i + 1;
            threads[i] = new Thread(() => Work(worker)) { IsBackground = true, Name = $"Lathe worker {worker}" };
            threads[i].Start();
        }
    }

    /// <summary>The number of workers, the calling thread included.</summary>
    public int Workers => threads.Length + 1;

    /// <summary>Keeps workers spinning from now to <see cref="EndStep"/>. Calls nest.</summary>
    public void BeginStep() => Interlocked.Increment(ref steps);

    /// <summary>Lets workers park again.</summary>
    public void EndStep() => Interlocked.Decrement(ref steps);

    /// <summary>Runs a kernel over chunks 0 to <paramref name="count"/> - 1 and returns when all are done.</summary>
    /// <param name="work">The kernel, called with a range of chunks at a time.</param>
    /// <param name="count">How many chunks there are.</param>
    /// <param name="values">The kernel's arguments, at most 256; copied before the call returns.</param>
    /// <param name="scratchBase">The address of the first worker's own memory.</param>
    /// <param name="scratchStride">Bytes from one worker's memory to the next one's.</param>
    /// <exception cref="InvalidOperationException">A kernel launched another one.</exception>
    /// <exception cref="ObjectDisposedException">The pool is disposed.</exception>
    /// <remarks>An exception in a kernel leaves chunks undone and comes out here.</remarks>
    public void Run(Kernel work, nint count, ReadOnlySpan<nint> values, nint scratchBase = 0, nint scratchStride = 0)
    {
        ArgumentNullException.ThrowIfNull(work);
        ObjectDisposedException.ThrowIf(stopping, this);
        if (count <= 0)
            return;
        if (workerOf == this)
            throw NestedLaunch();
        lock (launching)
        {
            if (running)
                throw NestedLaunch();
            running = true;
            try
            {
                if (threads.Length == 0 || count == 1)
                    work(values, 0, count, scratchBase);
                else
                    Share(work, count, values, scratchBase, scratchStride);
            }
            finally
            {
                running = false;
            }
        }
    }

    /// <summary>Stops the workers.</summary>
    public void Dispose()
    {
        if (stopping)
            return;
        stopping = true;
        Wake();
        foreach (var thread in threads)
            thread.Join();
    }

    static InvalidOperationException NestedLaunch() => new("A kernel launched another kernel on the workers that run it.");

    void Share(Kernel work, nint count, ReadOnlySpan<nint> values, nint scratchBase, nint scratchStride)
    {
        values.CopyTo(arguments);
        kernel = work;
        argumentCount = values.Length;
        chunks = count;
        ranges = (int)Math.Min(count, Workers * RangesPerWorker);
        scratch = scratchBase;
        scratchBytes = scratchStride;
        failure = null;
        finished.Value = 0;

        for (var worker = 0; worker < untaken.Length; worker++)
            Interlocked.Exchange(ref untaken[worker].Value, FirstRange(worker + 1) - FirstRange(worker));

        // A full fence: either a worker about to park sees this, or this thread sees that it parked.
        Interlocked.Increment(ref launches.Value);
        if (Volatile.Read(ref parked) > 0)
            Wake();
        TakeRanges(0);
        var spins = 0;
        while (Volatile.Read(ref finished.Value) < ranges)
            Relax(ref spins);
        if (failure is not null)
            ExceptionDispatchInfo.Throw(failure);
    }

    void Work(int worker)
    {
        workerOf = this;
        var (spins, seen) = (0, 0);
        var idleSince = Environment.TickCount64;
        while (!stopping)
        {
            if (Volatile.Read(ref launches.Value) is var newest && newest != seen)
            {
                seen = newest;
                TakeRanges(worker);
                idleSince = Environment.TickCount64;
                spins = 0;
                continue;
            }

            Relax(ref spins);
            if (spins % 64 == 0 && Environment.TickCount64 - idleSince > (Volatile.Read(ref steps) > 0 ? SpinWithinStep : SpinOutsideStep))
            {
                Park(seen);
                idleSince = Environment.TickCount64;
                spins = 0;
            }
        }
    }

    /// <summary>Takes ranges while there are any: its own first.</summary>
    void TakeRanges(int worker)
    {
        for (var offset = 0; offset < untaken.Length; offset++)
            TakeRanges(worker, (worker + offset) % untaken.Length);
    }

    /// <summary>Takes ranges of one worker's share while there are any. A decrement from above zero owns a range, whichever launch it now belongs to.</summary>
    void TakeRanges(int worker, int owner)
    {
        while (Volatile.Read(ref untaken[owner].Value) > 0)
        {
            var left = Interlocked.Decrement(ref untaken[owner].Value);
            if (left < 0)
                return;
            var range = FirstRange(owner + 1) - 1 - left;
            try
            {
                if (Volatile.Read(ref failure) is null)
                {
                    var begin = chunks * range / ranges;
                    var end = chunks * (range + 1) / ranges;
                    kernel(arguments.AsSpan(0, argumentCount), begin, end, scratch + (worker * scratchBytes));
                }
            }
#pragma warning disable CA1031 // Whatever a kernel throws belongs to the thread that launched it.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Interlocked.CompareExchange(ref failure, exception, null);
            }

            Interlocked.Increment(ref finished.Value);
        }
    }

    /// <summary>The first range of a worker's share.</summary>
    int FirstRange(int worker) => (int)((long)ranges * worker / untaken.Length);

    /// <summary>Spins a moment; now and then it gives the core to another thread that needs it.</summary>
    static void Relax(ref int spins)
    {
        if (++spins % 256 == 0)
            Thread.Yield();
        else
            Thread.SpinWait(4);
    }

    /// <summary>Waits until there is another launch than the last that was seen.</summary>
    void Park(int seen)
    {
        lock (parking)
        {
            Interlocked.Increment(ref parked);
            while (!stopping && Volatile.Read(ref launches.Value) == seen)
                Monitor.Wait(parking);
            Interlocked.Decrement(ref parked);
        }
    }

    void Wake()
    {
        lock (parking)
            Monitor.PulseAll(parking);
    }

    /// <summary>A counter alone on its cache lines.</summary>
    [System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Explicit, Size = 256)]
    struct PaddedCounter
    {
        [System.Runtime.InteropServices.FieldOffset(128)]
        public int Value;
    }
}
