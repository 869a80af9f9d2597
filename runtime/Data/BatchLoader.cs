namespace Lathe;

/// <summary>Makes batches on a thread of its own while the network computes. Order and augmentation are functions of seed, epoch and image number alone, mixing of seed, epoch and batch.</summary>
public sealed class BatchLoader
{
    const ulong OrderStream = 0;
    const ulong AugmentationStream = 1;
    const ulong MixingStream = 2;
    const int Prepared = 3;

    readonly Dataset dataset;
    readonly BatchOptions options;
    readonly ImageAugmenter augmenter;
    readonly int[] order;
    readonly Batch[] batches;
    int running;

    /// <summary>A loader of a data set.</summary>
    /// <param name="dataset">The data set.</param>
    /// <param name="options">How it becomes batches.</param>
    public BatchLoader(Dataset dataset, BatchOptions options)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(options.Augmentation);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BatchSize, 1);
        this.dataset = dataset;
        this.options = options;
        augmenter = new ImageAugmenter(dataset, options.Augmentation, options.Normalization);
        order = new int[dataset.Count];
        int size = Math.Min(options.BatchSize, Math.Max(1, dataset.Count));
        batches = [.. Enumerable.Range(0, Prepared).Select(_ => new Batch(size, dataset.SampleLength))];
    }

    /// <summary>How many batches an epoch has.</summary>
    public int BatchesPerEpoch => options.DropLast ? dataset.Count / options.BatchSize : (int)(((long)dataset.Count + options.BatchSize - 1) / options.BatchSize);

    /// <summary>The batches of an epoch. A batch is valid until the next one is asked for.</summary>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="epoch"/> is negative.</exception>
    /// <exception cref="InvalidOperationException">Another epoch of this loader is being read: found out when the first batch is asked for.</exception>
    public IEnumerable<Batch> Epoch(int epoch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        return Read(epoch);
    }

    IEnumerable<Batch> Read(int epoch)
    {
        if (Interlocked.Exchange(ref running, 1) != 0)
            throw new InvalidOperationException($"An epoch of {dataset.Name} is being read already; end or dispose its enumeration first.");
        var queue = new BatchQueue(batches);
        var thread = new Thread(() => queue.Produce(BatchesPerEpoch, (batch, number) => Fill(batch, number, epoch))) { IsBackground = true, Name = "Lathe batches" };
        try
        {
            Order(epoch);
            thread.Start();
            while (queue.Take() is { } batch)
            {
                yield return batch;
                queue.Return();
            }
        }
        finally
        {
            queue.Stop();
            if (!thread.ThreadState.HasFlag(ThreadState.Unstarted))
                thread.Join();
            Volatile.Write(ref running, 0);
        }
    }

    void Order(int epoch)
    {
        for (int i = 0; i < order.Length; i++)
            order[i] = i;
        if (!options.Shuffle)
            return;
        var random = new RandomStream(options.Seed, OrderStream, (ulong)epoch);
        for (int i = order.Length - 1; i > 0; i--)
        {
            int other = random.Below(i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }
    }

    void Fill(Batch batch, int number, int epoch)
    {
        int first = number * options.BatchSize;
        batch.Count = Math.Min(options.BatchSize, dataset.Count - first);
        for (int i = 0; i < batch.Count; i++)
        {
            int index = order[first + i];
            batch.Describe(i, index, dataset.Labels.Span[index]);
            augmenter.Make(index, batch.Image(i), new RandomStream(options.Seed, AugmentationStream + Epochs(epoch), (ulong)index));
        }
        if (options.Mixing is { } mixing)
        {
            var random = new RandomStream(options.Seed, MixingStream + Epochs(epoch), (ulong)number);
            batch.Share = mixing.Apply(batch, dataset.Shape, ref random);
        }
    }

    // Epochs in even numbers: each has a stream for images and one for batches.
    static ulong Epochs(int epoch) => (ulong)epoch << 1;
}
