namespace Lathe;

/// <summary>Images drawn anew from places elsewhere in them, bilinearly; what comes from beyond an image is 0.</summary>
static class PixelGeometry
{
    /// <summary>Turns an image around its centre, counter-clockwise.</summary>
    public static void Rotate(PixelImage image, PixelImage scratch, double angle)
    {
        var (sine, cosine) = Math.SinCos(angle);
        Draw(image, scratch, new Place(cosine, -sine, 0), new Place(sine, cosine, 0));
    }

    /// <summary>Moves rows by <paramref name="x"/> times their distance from the centre, and columns by <paramref name="y"/> times theirs.</summary>
    public static void Shear(PixelImage image, PixelImage scratch, double x, double y) => Draw(image, scratch, new Place(1, x, 0), new Place(y, 1, 0));

    /// <summary>Moves an image by so many pixels.</summary>
    public static void Translate(PixelImage image, PixelImage scratch, double x, double y) => Draw(image, scratch, new Place(1, 0, -x), new Place(0, 1, -y));

    static void Draw(PixelImage image, PixelImage scratch, Place column, Place row)
    {
        image.CopyTo(scratch);
        double centerX = (image.Width - 1) * 0.5, centerY = (image.Height - 1) * 0.5;
        for (int channel = 0; channel < image.Channels; channel++)
        {
            for (int y = 0; y < image.Height; y++)
            {
                for (int x = 0; x < image.Width; x++)
                    image.At(channel, y, x) = scratch.Sample(channel, row.Of(x - centerX, y - centerY) + centerY, column.Of(x - centerX, y - centerY) + centerX);
            }
        }
    }

    /// <summary>A coordinate of where a pixel comes from, all of them counted from the centre.</summary>
    readonly record struct Place(double X, double Y, double Offset)
    {
        public double Of(double x, double y) => (X * x) + (Y * y) + Offset;
    }
}
