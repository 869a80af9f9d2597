using Lathe.Tests;

namespace Lathe.Kernels.Tests;

public sealed unsafe class WorkerPoolTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Every_chunk_runs_exactly_once(int workers)
    {
        using var pool = new WorkerPool(workers);
        var random = new Random(workers);
        var counts = GC.AllocateArray<int>(300, pinned: true);
        fixed (int* first = counts)
        {
            for (var launch = 0; launch < 5000; launch++)
            {
                if (launch % 1000 == 0)
                    Thread.Sleep(5);
                if (launch % 700 == 0)
                    pool.BeginStep();
                if (launch % 700 == 350)
                    pool.EndStep();
                Array.Clear(counts);
                var chunks = random.Next(1, counts.Length);
                pool.Run(CountChunks, chunks, [(nint)first, launch]);
                for (var i = 0; i < counts.Length; i++)
                    Assert.Equal(i < chunks ? launch + 1 : 0, counts[i]);
            }
        }
    }

    [Fact]
    public void Workers_have_scratch_of_their_own()
    {
        using var pool = new WorkerPool(4);
        using var scratch = new AlignedMemory();
        var seen = new HashSet<nint>();
        Kernel record = (_, _, _, own) =>
        {
            lock (seen)
                seen.Add(own);
            Thread.Sleep(1);
        };
        pool.Run(record, 64, [], 1000, 64);
        Assert.Subset(new HashSet<nint> { 1000, 1064, 1128, 1192 }, seen);
        Assert.True(seen.Count > 1);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void Who_runs_as_many_chunks_as_others_runs_the_same_in_every_launch(int workers)
    {
        using var pool = new WorkerPool(workers);
        using var allRun = new Barrier(workers);
        var ran = new nint[workers];
        for (var launch = 0; launch < 200; launch++)
        {
            pool.Run(
                (_, begin, _, worker) =>
                {
                    ran[begin] = worker;
                    Assert.True(allRun.SignalAndWait(TimeSpan.FromMinutes(1)));
                },
                workers,
                [],
                scratchBase: 0,
                scratchStride: 1);
            Assert.Equal(Enumerable.Range(0, workers).Select(worker => (nint)worker), ran);
        }
    }

    [Fact]
    public void Exceptions_come_out_and_the_pool_lives_on()
    {
        using var pool = new WorkerPool(2);
        for (var launch = 0; launch < 50; launch++)
        {
            Assert.Throws<DivideByZeroException>(() => pool.Run((_, begin, end, _) => _ = begin <= 37 && end > 37 ? throw new DivideByZeroException() : begin, 64, []));
            var sum = 0L;
            pool.Run((_, begin, end, _) => Interlocked.Add(ref sum, end - begin), 64, []);
            Assert.Equal(64, sum);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Launching_from_a_kernel_is_refused(int workers)
    {
        using var pool = new WorkerPool(workers);
        Kernel nested = (_, _, _, _) => pool.Run((_, _, _, _) => { }, 1, []);
        Assert.Contains("launched another kernel", Assert.Throws<InvalidOperationException>(() => pool.Run(nested, 3, [])).Message);
    }

    [Fact]
    public void Launches_allocate_nothing()
    {
        using var pool = new WorkerPool(2);
        var target = GC.AllocateArray<int>(64, pinned: true);
        fixed (int* first = target)
        {
            nint[] arguments = [(nint)first, 0];
            Kernel kernel = CountChunks;
            Assert.Equal(0, Allocations.OfSteadyStep(() =>
            {
                for (var i = 0; i < 100; i++)
                    pool.Run(kernel, 64, arguments);
            }));
        }
    }

    [Fact]
    public void Threads_may_share_a_pool()
    {
        using var pool = new WorkerPool(3);
        var total = 0L;
        Parallel.For(0, 200, _ =>
        {
            var own = 0L;
            pool.Run((_, begin, end, _) => Interlocked.Add(ref own, end - begin), 33, []);
            Assert.Equal(33, own);
            Interlocked.Add(ref total, own);
        });
        Assert.Equal(6600, total);
    }

    [Fact]
    public void A_pool_needs_a_worker_and_refuses_work_when_disposed()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new WorkerPool(0));
        var pool = new WorkerPool(2);
        pool.Dispose();
        Assert.Throws<ObjectDisposedException>(() => pool.Run(CountChunks, 1, []));
    }

    static void CountChunks(ReadOnlySpan<nint> arguments, nint begin, nint end, nint scratch)
    {
        for (var i = begin; i < end; i++)
            Interlocked.Add(ref ((int*)arguments[0])[i], (int)arguments[1] + 1);
    }
}
