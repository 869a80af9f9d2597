namespace Lathe;

/// <summary>Makes batches on a thread of its own while the network computes. Order and augmentation are functions of seed, epoch and image number alone.</summary>
public sealed class BatchLoader
{
    const ulong OrderStream = 0;
    const ulong AugmentationStream = 1;
    const int Prepared = 3;

    readonly Dataset dataset;
    readonly BatchOptions options;
    readonly float[] table;
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
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BatchSize, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Augmentation.CropPadding);
        this.dataset = dataset;
        this.options = options;
        table = (options.Normalization ?? Normalization.None(dataset.Shape[0])).Table(dataset);
        order = new int[dataset.Count];
        int size = Math.Min(options.BatchSize, Math.Max(1, dataset.Count));
        batches = [.. Enumerable.Range(0, Prepared).Select(_ => new Batch(size, dataset.SampleLength))];
    }

    /// <summary>How many batches an epoch has.</summary>
    public int BatchesPerEpoch => options.DropLast ? dataset.Count / options.BatchSize : (int)(((long)dataset.Count + options.BatchSize - 1) / options.BatchSize);

    /// <summary>The batches of an epoch. A batch is valid until the next one is asked for.</summary>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <exception cref="InvalidOperationException">Another epoch of this loader is being read.</exception>
    public IEnumerable<Batch> Epoch(int epoch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
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
            if (thread.ThreadState != ThreadState.Unstarted)
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
            Convert(index, epoch, batch.Image(i));
        }
    }

    void Convert(int index, int epoch, Span<float> target)
    {
        int channels = dataset.Shape[0], height = dataset.Shape[1], width = dataset.Shape[2], padding = options.Augmentation.CropPadding;
        var random = new RandomStream(options.Seed, AugmentationStream + ((ulong)epoch << 1), (ulong)index);
        int down = random.Below((2 * padding) + 1) - padding, right = random.Below((2 * padding) + 1) - padding;
        bool flip = random.Below(2) == 1 && options.Augmentation.HorizontalFlip;
        ReadOnlySpan<byte> source = dataset.Image(index);
        for (int channel = 0; channel < channels; channel++)
        {
            ReadOnlySpan<float> values = table.AsSpan(channel * 256, 256);
            for (int y = 0; y < height; y++)
            {
                Span<float> row = target.Slice(((channel * height) + y) * width, width);
                int sourceY = y + down;
                if ((uint)sourceY >= (uint)height)
                {
                    row.Fill(values[0]);
                    continue;
                }
                ReadOnlySpan<byte> sourceRow = source.Slice(((channel * height) + sourceY) * width, width);
                for (int x = 0; x < width; x++)
                {
                    int sourceX = (flip ? width - 1 - x : x) + right;
                    row[x] = (uint)sourceX < (uint)width ? values[sourceRow[sourceX]] : values[0];
                }
            }
        }
    }
}
