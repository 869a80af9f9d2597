namespace Lathe;

/// <summary>Changes of an image's colours, as Pillow defines them. Results stay in [0, 1].</summary>
static class PixelColors
{
    const int Levels = 256;

    /// <summary>Stretches each channel to the whole range.</summary>
    public static void AutoContrast(PixelImage image)
    {
        for (int channel = 0; channel < image.Channels; channel++)
        {
            Span<float> numbers = image.Channel(channel);
            float least = 1, most = 0;
            foreach (float number in numbers)
                (least, most) = (Math.Min(least, number), Math.Max(most, number));
            if (most <= least)
                continue;
            foreach (ref float number in numbers)
                number = (number - least) / (most - least);
        }
    }

    /// <summary>Makes all levels of each channel equally frequent.</summary>
    public static void Equalize(PixelImage image)
    {
        Span<int> histogram = stackalloc int[Levels];
        Span<float> levels = stackalloc float[Levels];
        for (int channel = 0; channel < image.Channels; channel++)
        {
            Span<float> numbers = image.Channel(channel);
            histogram.Clear();
            int brightest = 0;
            foreach (float number in numbers)
            {
                histogram[Level(number)]++;
                brightest = Math.Max(brightest, Level(number));
            }
            int step = (numbers.Length - histogram[brightest]) / (Levels - 1);
            if (step == 0)
                continue;
            int below = step / 2;
            for (int level = 0; level < Levels; level++)
            {
                levels[level] = Math.Min(Levels - 1, below / step) / (Levels - 1f);
                below += histogram[level];
            }
            foreach (ref float number in numbers)
                number = levels[Level(number)];
        }
    }

    /// <summary>Inverts what is as bright as a threshold or brighter.</summary>
    public static void Solarize(PixelImage image, double threshold)
    {
        foreach (ref float number in image.Numbers)
            number = number >= threshold ? 1 - number : number;
    }

    /// <summary>Keeps so many bits of eight.</summary>
    public static void Posterize(PixelImage image, int bits)
    {
        int mask = -1 << (8 - bits);
        foreach (ref float number in image.Numbers)
            number = (Level(number) & mask) / (Levels - 1f);
    }

    /// <summary>Multiplies all numbers.</summary>
    public static void Brighten(PixelImage image, double factor)
    {
        foreach (ref float number in image.Numbers)
            number = Blend(0, number, factor);
    }

    /// <summary>Moves all numbers away from the mean of the image's grey, or towards it.</summary>
    public static void Contrast(PixelImage image, double factor)
    {
        double sum = 0;
        int plane = image.Height * image.Width;
        for (int i = 0; i < plane; i++)
            sum += Grey(image, i);
        float mean = (float)(sum / plane);
        foreach (ref float number in image.Numbers)
            number = Blend(mean, number, factor);
    }

    /// <summary>Moves the colour of each pixel away from its grey, or towards it. Images that are not red, green and blue stay as they are.</summary>
    public static void Saturate(PixelImage image, double factor)
    {
        if (image.Channels != 3)
            return;
        for (int i = 0; i < image.Height * image.Width; i++)
        {
            float grey = Grey(image, i);
            for (int channel = 0; channel < image.Channels; channel++)
                image.Channel(channel)[i] = Blend(grey, image.Channel(channel)[i], factor);
        }
    }

    /// <summary>Moves pixels away from the smoothed image, or towards it; those at its edges stay.</summary>
    public static void Sharpen(PixelImage image, PixelImage scratch, double factor)
    {
        image.CopyTo(scratch);
        for (int channel = 0; channel < image.Channels; channel++)
        {
            for (int y = 1; y < image.Height - 1; y++)
            {
                for (int x = 1; x < image.Width - 1; x++)
                {
                    float sum = 4 * scratch.At(channel, y, x);
                    for (int i = 0; i < 9; i++)
                        sum += scratch.At(channel, y + (i / 3) - 1, x + (i % 3) - 1);
                    image.At(channel, y, x) = Blend(sum / 13, scratch.At(channel, y, x), factor);
                }
            }
        }
    }

    /// <summary>The luma of a colour (ITU-R BT.601), on the scale of its channels.</summary>
    public static float Luma(float red, float green, float blue) => (0.299f * red) + (0.587f * green) + (0.114f * blue);

    static int Level(float number) => (int)Math.Clamp(MathF.Round(number * (Levels - 1)), 0, Levels - 1);

    static float Blend(float origin, float number, double factor) => Math.Clamp((float)(origin + (factor * (number - origin))), 0, 1);

    /// <summary>The luma of a pixel, or the mean of its channels if they are not red, green and blue.</summary>
    static float Grey(PixelImage image, int pixel)
    {
        if (image.Channels == 3)
            return Luma(image.Channel(0)[pixel], image.Channel(1)[pixel], image.Channel(2)[pixel]);
        float sum = 0;
        for (int channel = 0; channel < image.Channels; channel++)
            sum += image.Channel(channel)[pixel];
        return sum / image.Channels;
    }
}
