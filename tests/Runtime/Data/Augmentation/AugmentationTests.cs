namespace Lathe.Runtime.Tests;

/// <summary>Augmented images as a loader hands them out.</summary>
public sealed class AugmentationTests
{
    const int Size = 12;

    static Dataset Make(int count, int channels = 3, byte fullScale = 255)
    {
        var random = new RandomStream(5, "pixels");
        byte[] pixels = [.. Enumerable.Range(0, count * channels * Size * Size).Select(_ => (byte)(1 + random.Below(fullScale)))];
        return new Dataset("test", [channels, Size, Size], pixels, new int[count], ["only"], fullScale);
    }

    static float[][] Read(Dataset dataset, Augmentation augmentation, ulong seed = 1, Normalization? normalization = null)
    {
        var loader = new BatchLoader(dataset, new BatchOptions { BatchSize = dataset.Count, Seed = seed, Augmentation = augmentation, Normalization = normalization });
        return [.. loader.Epoch(0).Single().Images.ToArray().Chunk(dataset.SampleLength)];
    }

    public static TheoryData<Augmentation> Kinds =>
    [
        new Augmentation { Scale = new ScaleJitter(1, 2) },
        new Augmentation { ResizedCrop = new ResizedCrop() },
        new Augmentation { RandAugment = new RandAugment() },
        new Augmentation { ColorShift = 0.1 },
        new Augmentation { Noise = 0.1 },
        new Augmentation { CutoutSize = 4 },
        new Augmentation { Erasing = new RandomErasing() },
    ];

    [Theory]
    [MemberData(nameof(Kinds), DisableDiscoveryEnumeration = true)]
    public void The_seed_alone_says_what_is_drawn(Augmentation augmentation)
    {
        Dataset dataset = Make(20);
        Assert.Equal(Read(dataset, augmentation), Read(dataset, augmentation));
        Assert.NotEqual(Read(dataset, augmentation), Read(dataset, augmentation, seed: 2));
        Assert.NotEqual(Read(dataset, Augmentation.None), Read(dataset, augmentation));
    }

    [Fact]
    public void Crops_and_flips_do_not_depend_on_what_follows_them()
    {
        Dataset dataset = Make(30);
        var crops = new Augmentation { CropPadding = 3, HorizontalFlip = true };
        IEnumerable<float> plain = Read(dataset, crops).SelectMany(static image => image);
        Assert.Equal(plain, Read(dataset, crops with { Noise = 1e-9, Scale = new ScaleJitter(1, 1), ColorShift = 1e-9, RandAugment = new RandAugment(0) }).SelectMany(static image => image), Near.To(1e-5));
        Assert.Equal(plain, Read(dataset, crops with { Erasing = new RandomErasing { Probability = 0 } }).SelectMany(static image => image));
    }

    [Fact]
    public void A_shift_of_colours_moves_all_pixels_along_the_principal_components()
    {
        // Red and green vary together, blue apart from them and less: the components are (1, 1, 0) / sqrt 2 and (0, 0, 1).
        const int Count = 400;
        var random = new RandomStream(1, "colours");
        var pixels = new byte[Count * 3];
        for (int i = 0; i < Count; i++)
        {
            pixels[3 * i] = pixels[(3 * i) + 1] = (byte)(random.Below(2) * 200);
            pixels[(3 * i) + 2] = (byte)(100 + (random.Below(2) * 40));
        }
        var dataset = new Dataset("test", [3, 1, 1], pixels, new int[Count], ["only"]);
        float[][] plain = Read(dataset, Augmentation.None), moved = Read(dataset, new Augmentation { ColorShift = 0.1 });
        double[] first = new double[Count], third = new double[Count];
        for (int i = 0; i < Count; i++)
        {
            Assert.Equal(moved[i][0] - plain[i][0], moved[i][1] - plain[i][1], 2e-3);
            (first[i], third[i]) = (moved[i][0] - plain[i][0], moved[i][2] - plain[i][2]);
        }
        // The variance of red and green together is twice that of one; a component's shift has its eigenvalue times 0.1 as deviation.
        double red = Variance([.. plain.Select(static image => (double)image[0])]), blue = Variance([.. plain.Select(static image => (double)image[2])]);
        Assert.Equal(0.1 * 2 * red / Math.Sqrt(2), Math.Sqrt(Variance(first)), 0.1 * red * 0.15);
        Assert.Equal(0.1 * blue, Math.Sqrt(Variance(third)), 0.1 * blue * 0.15);
    }

    [Fact]
    public void Noise_has_the_deviation_asked_for()
    {
        Dataset dataset = Make(60);
        double[] noise = [.. Read(dataset, new Augmentation { Noise = 0.2 }).SelectMany(static image => image)
            .Zip(Read(dataset, Augmentation.None).SelectMany(static image => image), static (noisy, plain) => (double)(noisy - plain))];
        Assert.Equal(0, noise.Average(), 0.01);
        Assert.Equal(0.2, Math.Sqrt(Variance(noise)), 0.01);
    }

    [Fact]
    public void A_cutout_sets_a_square_to_the_mean()
    {
        Dataset dataset = Make(300);
        var normalization = new Normalization([0.9f, 0.9f, 0.9f], [0.5f, 0.5f, 0.5f]);
        float[][] plain = Read(dataset, Augmentation.None, normalization: normalization), cut = Read(dataset, new Augmentation { CutoutSize = 5 }, normalization: normalization);
        IReadOnlyList<float> mean = Normalization.Of(dataset).Mean;
        int whole = 0;
        foreach ((float[] before, float[] after) in plain.Zip(cut))
        {
            int[] changed = [.. Enumerable.Range(0, before.Length).Where(i => before[i] != after[i])];
            Assert.All(changed, i => Assert.Equal((mean[i / (Size * Size)] - 0.9f) / 0.5f, after[i], 1e-6f));
            int rows = changed.Select(static i => i / Size % Size).Distinct().Count(), columns = changed.Select(static i => i % Size).Distinct().Count();
            Assert.InRange(rows, 3, 5);
            Assert.InRange(columns, 3, 5);
            Assert.InRange(changed.Length, (rows * columns * 3) - 3, rows * columns * 3);
            whole += rows == 5 && columns == 5 ? 1 : 0;
        }
        Assert.InRange(whole, 300 * 0.3, 300 * 0.6);
    }

    [Fact]
    public void Erasing_puts_random_pixels_into_a_rectangle()
    {
        Dataset dataset = Make(400, channels: 2, fullScale: 16);
        var erasing = new RandomErasing { Probability = 0.75, SmallestArea = 0.1, LargestArea = 0.3, SmallestAspect = 0.5 };
        float[][] plain = Read(dataset, Augmentation.None), erased = Read(dataset, new Augmentation { Erasing = erasing });
        int count = 0;
        var seen = new HashSet<float>();
        foreach ((float[] before, float[] after) in plain.Zip(erased))
        {
            int[] changed = [.. Enumerable.Range(0, before.Length).Where(i => before[i] != after[i])];
            if (changed.Length == 0)
                continue;
            count++;
            int top = changed.Min(static i => i / Size % Size), bottom = changed.Max(static i => i / Size % Size), left = changed.Min(static i => i % Size), right = changed.Max(static i => i % Size);
            double area = (bottom - top + 1) * (right - left + 1) / (double)(Size * Size);
            Assert.InRange(area, 0.06, 0.36);
            Assert.InRange(changed.Length, area * Size * Size * 2 * 0.7, area * Size * Size * 2);
            seen.UnionWith(changed.Select(i => after[i]));
        }
        Assert.InRange(count, 400 * 0.68, 400 * 0.82);
        Assert.Equal(Enumerable.Range(0, 17).Select(static i => i / 16f), seen.Order());
    }

    [Fact]
    public void A_larger_scale_shows_less_of_the_image()
    {
        // A ramp along the width: its slope becomes 1 / factor of what it was.
        var pixels = new byte[200 * Size * Size];
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)(20 * (i % Size));
        var dataset = new Dataset("test", [1, Size, Size], pixels, new int[200], ["only"]);
        double[] factors = [.. Read(dataset, new Augmentation { Scale = new ScaleJitter(1.25, 2) }).Select(static image => 20.0 / 255 / (image[6] - image[5]))];
        Assert.All(factors, static factor => Assert.InRange(factor, 1.2499, 2.0001));
        Assert.True(factors.Min() < 1.3 && factors.Max() > 1.9);
        Assert.Equal(Read(Make(3), Augmentation.None).SelectMany(static image => image), Read(Make(3), new Augmentation { Scale = new ScaleJitter(1, 1) }).SelectMany(static image => image), Near.To(1e-6));
    }

    [Fact]
    public void A_resized_crop_is_a_part_of_a_random_area_and_aspect()
    {
        var crop = new ResizedCrop { SmallestArea = 0.2, SmallestAspect = 0.5 };
        var random = new RandomStream(3, "parts");
        (int Top, int Left, int Height, int Width)[] parts = [.. Enumerable.Range(0, 2000).Select(_ => crop.Part(200, 300, ref random))];
        Assert.All(parts, static part =>
        {
            Assert.InRange(part.Top, 0, 200 - part.Height);
            Assert.InRange(part.Left, 0, 300 - part.Width);
            Assert.InRange(part.Height * part.Width / 60000.0, 0.195, 1);
            Assert.InRange((double)part.Width / part.Height, 0.49, 2.03);
        });
        double[] aspects = [.. parts.Where(static part => part.Height * part.Width < 0.3 * 60000).Select(static part => Math.Log((double)part.Width / part.Height))];
        Assert.Equal(0, aspects.Average(), 0.1);
        Assert.Equal(Math.Log(2) / Math.Sqrt(3), Math.Sqrt(Variance(aspects)), 0.03);
        Assert.True(parts.Min(static part => part.Top) == 0 && parts.Max(static part => part.Top + part.Height) == 200);
    }

    [Theory]
    [InlineData(40, 40, 0, 0, 40, 40)]
    [InlineData(100, 30, 30, 0, 40, 30)]
    [InlineData(30, 100, 0, 30, 30, 40)]
    public void Where_no_part_fits_the_largest_in_the_centre_is_taken(int height, int width, int top, int left, int rows, int columns)
    {
        // A square of all the area fits into a square only.
        var random = new RandomStream(3, "parts");
        Assert.Equal((top, left, rows, columns), new ResizedCrop { SmallestArea = 1 }.Part(height, width, ref random));
    }

    [Fact]
    public void A_resized_crop_is_scaled_to_the_size_of_the_image()
    {
        // A ramp along the width: its slope becomes the share of the width that is kept, between the borders of the crop.
        var pixels = new byte[200 * Size * Size];
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)(20 * (i % Size));
        var dataset = new Dataset("test", [1, Size, Size], pixels, new int[200], ["only"]);
        foreach (float[] image in Read(dataset, new Augmentation { ResizedCrop = new ResizedCrop { SmallestArea = 0.1 } }))
        {
            double width = (image[6] - image[5]) * 255 / 20 * Size;
            Assert.Equal(Math.Round(width), width, 1e-3);
            double left = (image[5] * 255 / 20) - Math.Clamp((5.5 * width / Size) - 0.5, 0, width - 1);
            Assert.Equal(Math.Round(left), left, 1e-3);
            Assert.InRange(left, -1e-3, Size - width + 1e-3);
            Assert.Equal(left * 20 / 255, image[0], 1e-4);
            Assert.Equal((left + width - 1) * 20 / 255, image[Size - 1], 1e-4);
        }
    }

    [Fact]
    public void A_crop_of_the_whole_image_changes_nothing() => Assert.Equal(
        Read(Make(3), Augmentation.None).SelectMany(static image => image),
        Read(Make(3), new Augmentation { ResizedCrop = new ResizedCrop { SmallestArea = 1, SmallestAspect = 1 } }).SelectMany(static image => image), Near.To(1e-6));

    [Fact]
    public void Pixels_are_normalised_after_they_are_changed()
    {
        Dataset dataset = Make(10);
        var augmentation = new Augmentation { RandAugment = new RandAugment(3, 20) };
        float[] plain = [.. Read(dataset, augmentation).SelectMany(static image => image)];
        float[] normalized = [.. Read(dataset, augmentation, normalization: new Normalization([0.5f, 0.5f, 0.5f], [0.25f, 0.25f, 0.25f])).SelectMany(static image => image)];
        Assert.All(plain, static value => Assert.InRange(value, 0, 1));
        Assert.Equal(plain.Select(static value => (value - 0.5f) / 0.25f), normalized, Near.To(1e-6));
    }

    [Fact]
    public void Numbers_out_of_range_are_errors()
    {
        Assert.Throws<ArgumentOutOfRangeException>(static () => new Augmentation { CropPadding = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new Augmentation { CropPadding = int.MaxValue });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new Augmentation { CutoutSize = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new Augmentation { Noise = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new Augmentation { ColorShift = -0.1 });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new ScaleJitter(0.9, 1));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new ScaleJitter(2, 1.5));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new ResizedCrop { SmallestArea = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new ResizedCrop { SmallestAspect = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new RandAugment(-1));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new RandAugment(2, 31));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new RandomErasing { Probability = 1.5 });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new RandomErasing { SmallestArea = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new RandomErasing { LargestArea = 1.5 });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new RandomErasing { SmallestAspect = 2 });
    }

    static double Variance(double[] numbers)
    {
        double mean = numbers.Average();
        return numbers.Average(number => (number - mean) * (number - mean));
    }
}
