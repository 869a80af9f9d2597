using System.Globalization;
using Lathe.Abi;
using Lathe.Kernels;

namespace Lathe;

/// <summary>The processor. All networks on one device share its workers, which exist while a network does.</summary>
sealed class CpuDevice(CpuOptions options) : Device
{
    readonly Lock gate = new();
    WorkerPool? pool;
    int users;

    public override string Name => options.Threads == 0 ? "cpu" : string.Create(CultureInfo.InvariantCulture, $"cpu:{options.Threads}");

    /// <summary>Takes part in the workers; <see cref="ReturnWorkers"/> ends it.</summary>
    public WorkerPool RentWorkers()
    {
        lock (gate)
        {
            if (pool is null)
            {
                pool = new WorkerPool(options.ResolveThreads());
                pool.BeginStep(); // Workers stay awake between the phases of a step; an idle network's park a few milliseconds later.
            }
            users++;
            return pool;
        }
    }

    public void ReturnWorkers()
    {
        lock (gate)
        {
            if (--users > 0)
                return;
            pool?.Dispose();
            pool = null;
        }
    }

    internal override CpuExecution CreateExecution(NetworkDescription description, ulong seed) => new(this, description, seed, options.ResolveWidth(), options.Observer);
}
