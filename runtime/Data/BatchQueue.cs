using System.Runtime.ExceptionServices;

namespace Lathe;

/// <summary>A ring of batches between one thread that fills and one that reads. The reader holds one; the others are filled ahead.</summary>
sealed class BatchQueue(Batch[] ring)
{
    readonly object gate = new();
    int filled;
    int returned;
    int taken;
    bool complete;
    bool stopped;
    ExceptionDispatchInfo? failure;

    /// <summary>Fills batches until all are made or the reader stops.</summary>
    public void Produce(int count, Action<Batch, int> fill)
    {
        try
        {
            for (int number = 0; number < count && WaitForRoom(number); number++)
            {
                fill(ring[number % ring.Length], number);
                lock (gate)
                {
                    filled++;
                    Monitor.PulseAll(gate);
                }
            }
        }
        catch (Exception exception)
        {
            failure = ExceptionDispatchInfo.Capture(exception);
        }
        lock (gate)
        {
            complete = true;
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>The next batch, or null after the last. An error of the filling thread is thrown here.</summary>
    public Batch? Take()
    {
        lock (gate)
        {
            while (taken == filled && !complete)
                Monitor.Wait(gate);
            if (taken < filled)
                return ring[taken++ % ring.Length];
        }
        failure?.Throw();
        return null;
    }

    /// <summary>Gives the batch back that was taken.</summary>
    public void Return()
    {
        lock (gate)
        {
            returned++;
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Ends the filling thread.</summary>
    public void Stop()
    {
        lock (gate)
        {
            stopped = true;
            Monitor.PulseAll(gate);
        }
    }

    bool WaitForRoom(int number)
    {
        lock (gate)
        {
            while (number - returned >= ring.Length && !stopped)
                Monitor.Wait(gate);
            return !stopped;
        }
    }
}
