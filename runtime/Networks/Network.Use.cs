namespace Lathe;

public sealed partial class Network
{
    const int Idle = 0;
    const int InPass = 1;
    const int Ended = 2;

    int use;

    bool IsDisposed => Volatile.Read(ref use) == Ended;

    /// <summary>Frees the memory; the workers of a device end with its last network. Where a pass is under way on another thread, they do at its end.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref use, Ended) == Idle)
            execution.Dispose();
    }

    internal void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(IsDisposed, this);

    /// <summary>Takes the network for a pass, or for what reads or changes all its weights: two at a time would see each other's numbers.</summary>
    internal Pass BeginPass()
    {
        int before = Interlocked.CompareExchange(ref use, InPass, Idle);
        ObjectDisposedException.ThrowIf(before == Ended, this);
        return before == Idle
            ? new Pass(this)
            : throw new InvalidOperationException($"{Name} is at work on another thread: a network serves one at a time. Give each thread its own, or lock.");
    }

    /// <summary>A pass under way, which its disposal ends.</summary>
    internal readonly ref struct Pass(Network network)
    {
        public void Dispose()
        {
            if (Interlocked.CompareExchange(ref network.use, Idle, InPass) == Ended)
                network.execution.Dispose();
        }
    }
}
