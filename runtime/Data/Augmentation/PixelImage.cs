namespace Lathe;

/// <summary>An image as numbers in [0, 1] while it is augmented, row-major in channels, height, width.</summary>
sealed class PixelImage(int channels, int height, int width)
{
    readonly float[] numbers = new float[channels * height * width];

    public int Channels => channels;

    public int Height => height;

    public int Width => width;

    public Span<float> Numbers => numbers;

    public Span<float> Channel(int channel) => numbers.AsSpan(channel * height * width, height * width);

    public ref float At(int channel, int y, int x) => ref numbers[(((channel * height) + y) * width) + x];

    public void CopyTo(PixelImage other) => numbers.CopyTo(other.numbers, 0);

    /// <summary>The number between pixels, bilinearly; beyond the image it is 0, as if the image had a border of zeros.</summary>
    public float Sample(int channel, double y, double x)
    {
        double top = Math.Floor(y), left = Math.Floor(x);
        var (below, beside) = ((float)(y - top), (float)(x - left));
        int row = (int)top, column = (int)left;
        return Mix(
            Mix(Inside(channel, row, column), Inside(channel, row, column + 1), beside),
            Mix(Inside(channel, row + 1, column), Inside(channel, row + 1, column + 1), beside), below);
    }

    float Inside(int channel, int y, int x) => (uint)y < (uint)height && (uint)x < (uint)width ? At(channel, y, x) : 0;

    // The first weight is 1 exactly where the second is 0, so that pixels stay what they are.
    static float Mix(float first, float second, float share) => (first * (1 - share)) + (second * share);
}
