namespace Lathe.Runtime.Tests;

public sealed class BatchLoaderTests
{
    const int Size = 6;

    /// <summary>Images whose pixels are all different within an image.</summary>
    static Dataset Make(int count = 50, int channels = 2) => new(
        "test", [channels, Size, Size], Enumerable.Range(0, count * channels * Size * Size).Select(static i => (byte)(1 + (i % 251))).ToArray(),
        Enumerable.Range(0, count).Select(static i => i % 10).ToArray(), Enumerable.Range(0, 10).Select(static i => $"{i}").ToArray());

    static List<(int[] Indices, int[] Labels, float[] Images)> Read(BatchLoader loader, int epoch) =>
        [.. loader.Epoch(epoch).Select(static batch => (batch.Indices.ToArray(), batch.Labels.ToArray(), batch.Images.ToArray()))];

    [Fact]
    public void Without_shuffling_batches_follow_the_data_and_the_last_is_smaller()
    {
        var loader = new BatchLoader(Make(), new BatchOptions { BatchSize = 16 });
        var batches = Read(loader, 0);
        Assert.Equal([16, 16, 16, 2], batches.Select(static batch => batch.Indices.Length));
        Assert.Equal(4, loader.BatchesPerEpoch);
        Assert.Equal(Enumerable.Range(0, 50), batches.SelectMany(static batch => batch.Indices));
        Assert.Equal(Make().Images.ToArray().Select(static value => (float)((double)value / 255)), batches.SelectMany(static batch => batch.Images));
    }

    [Fact]
    public void All_images_can_be_one_batch()
    {
        var loader = new BatchLoader(Make(), new BatchOptions { BatchSize = int.MaxValue });
        Assert.Equal(1, loader.BatchesPerEpoch);
        Assert.Equal([50], Read(loader, 0).Select(static batch => batch.Indices.Length));
    }

    [Fact]
    public void A_negative_epoch_is_an_error_at_once() =>
        Assert.Throws<ArgumentOutOfRangeException>(static () => { _ = new BatchLoader(Make(), new BatchOptions()).Epoch(-1); });

    [Fact]
    public void The_last_smaller_batch_can_be_dropped()
    {
        var loader = new BatchLoader(Make(), new BatchOptions { BatchSize = 16, DropLast = true });
        Assert.Equal([16, 16, 16], Read(loader, 0).Select(static batch => batch.Indices.Length));
        Assert.Equal(3, loader.BatchesPerEpoch);
    }

    [Fact]
    public void Shuffled_epochs_hold_every_image_once_in_orders_of_their_own()
    {
        BatchLoader Loader(ulong seed) => new(Make(), new BatchOptions { BatchSize = 16, Shuffle = true, Seed = seed });
        int[] Order(ulong seed, int epoch) => [.. Read(Loader(seed), epoch).SelectMany(static batch => batch.Indices)];
        Assert.Equal(Enumerable.Range(0, 50), Order(1, 0).Order());
        Assert.Equal(Order(1, 0), Order(1, 0));
        Assert.NotEqual(Order(1, 0), Order(1, 1));
        Assert.NotEqual(Order(1, 0), Order(2, 0));
        foreach (var (indices, labels, _) in Read(Loader(3), 5))
            Assert.Equal(indices.Select(static index => index % 10), labels);
    }

    [Fact]
    public void Crops_and_flips_are_those_of_the_padded_image()
    {
        Dataset dataset = Make(200);
        var options = new BatchOptions { BatchSize = 200, Seed = 4, Augmentation = new Augmentation { CropPadding = 2, HorizontalFlip = true } };
        Batch batch = new BatchLoader(dataset, options).Epoch(0).Single();
        var seen = new Dictionary<(int Down, int Right, bool Flip), int>();
        for (int i = 0; i < batch.Count; i++)
        {
            var found = Candidates().Where(candidate => Matches(dataset.Image(i), batch.Images.Slice(i * dataset.SampleLength, dataset.SampleLength), candidate)).ToList();
            seen[found.Single()] = seen.GetValueOrDefault(found.Single()) + 1;
        }
        Assert.True(seen.Count > 45, $"only {seen.Count} of the 50 ways to crop and flip were seen among 200 images");
        Assert.InRange(seen.Where(static pair => pair.Key.Flip).Sum(static pair => pair.Value), 75, 125);

        static IEnumerable<(int Down, int Right, bool Flip)> Candidates() =>
            from down in Enumerable.Range(-2, 5) from right in Enumerable.Range(-2, 5) from flip in (bool[])[false, true] select (down, right, flip);
    }

    static bool Matches(ReadOnlySpan<byte> original, ReadOnlySpan<float> augmented, (int Down, int Right, bool Flip) way)
    {
        for (int position = 0; position < augmented.Length; position++)
        {
            int channel = position / (Size * Size), y = (position / Size % Size) + way.Down, x = (way.Flip ? Size - 1 - (position % Size) : position % Size) + way.Right;
            float expected = y is >= 0 and < Size && x is >= 0 and < Size ? (float)((double)original[(((channel * Size) + y) * Size) + x] / 255) : 0;
            if (augmented[position] != expected)
                return false;
        }
        return true;
    }

    [Fact]
    public void Augmentation_depends_on_seed_epoch_and_image_but_not_on_batches()
    {
        float[] Images(ulong seed, int epoch, int batchSize)
        {
            var options = new BatchOptions { BatchSize = batchSize, Seed = seed, Augmentation = new Augmentation { CropPadding = 3, HorizontalFlip = true } };
            return [.. Read(new BatchLoader(Make(), options), epoch).SelectMany(static batch => batch.Images)];
        }
        Assert.Equal(Images(1, 0, 16), Images(1, 0, 7));
        Assert.NotEqual(Images(1, 0, 16), Images(1, 1, 16));
        Assert.NotEqual(Images(1, 0, 16), Images(2, 0, 16));
    }

    [Fact]
    public void A_slow_reader_gets_every_batch_unharmed()
    {
        var loader = new BatchLoader(Make(), new BatchOptions { BatchSize = 3 });
        var expected = Read(loader, 0);
        int number = 0;
        foreach (Batch batch in loader.Epoch(0))
        {
            Thread.Sleep(5);
            Assert.Equal(expected[number++].Images, batch.Images.ToArray());
        }
        Assert.Equal(expected.Count, number);
    }

    [Fact]
    public void An_epoch_can_be_left_early_and_another_begun()
    {
        var loader = new BatchLoader(Make(), new BatchOptions { BatchSize = 3 });
        foreach (Batch batch in loader.Epoch(0))
        {
            Assert.Equal(3, batch.Count);
            break;
        }
        Assert.Equal(17, loader.Epoch(1).Count());
    }

    [Fact]
    public void Two_epochs_at_once_are_an_error()
    {
        var loader = new BatchLoader(Make(), new BatchOptions { BatchSize = 3 });
        using IEnumerator<Batch> first = loader.Epoch(0).GetEnumerator();
        Assert.True(first.MoveNext());
        Assert.Throws<InvalidOperationException>(() => loader.Epoch(1).First());
        Assert.True(first.MoveNext());
    }

    [Fact]
    public void An_error_of_the_loading_thread_reaches_the_reader()
    {
        var queue = new BatchQueue([new Batch(1, 1), new Batch(1, 1)]);
        queue.Produce(3, static (_, number) =>
        {
            if (number == 1)
                throw new DataException("broken");
        });
        Assert.NotNull(queue.Take());
        Assert.Equal("broken", Assert.Throws<DataException>(() => queue.Take()).Message);
    }

    [Fact]
    public void An_empty_set_has_no_batches() => Assert.Empty(new BatchLoader(Make(0), new BatchOptions()).Epoch(0));
}
