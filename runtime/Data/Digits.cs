namespace Lathe;

/// <summary>The handwritten digits of the UCI repository that ship with Lathe: 1,797 images of 8 x 8 pixels from 0 to 16 (Alpaydin and Kaynak 1998, CC BY 4.0).</summary>
static class Digits
{
    const string Resource = "Lathe.Data.digits.csv.gz";
    const int Size = 8;
    const byte Full = 16;

    /// <summary>Every fifth image of each class is for testing.</summary>
    public static DataSplit Read()
    {
        using Stream stream = typeof(Digits).Assembly.GetManifestResourceStream(Resource)
            ?? throw new DataException($"The resource '{Resource}' is missing from the Lathe assembly: it was built without its data.");
        byte[] text = DataFile.Read(Resource, stream, gzipped: true, static unpacked => DataFile.Rest(Resource, unpacked, Array.MaxLength));
        const int Columns = (Size * Size) + 1;
        int rows = text.AsSpan().Count((byte)'\n');
        var images = new byte[rows * Size * Size];
        var labels = new int[rows];
        int position = 0;
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < Columns; column++)
            {
                int value = 0;
                for (; text[position] is >= (byte)'0' and <= (byte)'9'; position++)
                    value = (value * 10) + text[position] - '0';
                position++;
                if (column < Columns - 1)
                    images[(row * Size * Size) + column] = (byte)value;
                else
                    labels[row] = value;
            }
        }
        const int TestEvery = 5;
        return new Dataset("digits", [1, Size, Size], images, labels, ClassNames.Digits, Full).Split(TestEvery);
    }
}
