using System.IO.Compression;

namespace Lathe.Runtime.Tests;

/// <summary>Files of data sets, as bytes.</summary>
static class DataBytes
{
    public static byte[] Idx(int[] extents, Func<int, byte> element)
    {
        List<byte> bytes = [0, 0, 8, (byte)extents.Length];
        foreach (int extent in extents)
            bytes.AddRange([(byte)(extent >> 24), (byte)(extent >> 16), (byte)(extent >> 8), (byte)extent]);
        int count = extents.Aggregate(1, static (product, extent) => product * extent);
        return [.. bytes, .. Enumerable.Range(0, count).Select(element)];
    }

    /// <summary>Records whose pixels are the record's number plus the pixel's, modulo 256, and whose label is the record's number modulo <paramref name="classes"/>.</summary>
    public static byte[] Cifar(int records, int labelBytes, int classes)
    {
        var bytes = new List<byte>();
        for (int record = 0; record < records; record++)
        {
            if (labelBytes == 2)
                bytes.Add(99);
            bytes.Add((byte)(record % classes));
            bytes.AddRange(Enumerable.Range(0, 3072).Select(pixel => (byte)(record + pixel)));
        }
        return [.. bytes];
    }

    public static byte[] Gzip(byte[] contents)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(contents);
        return packed.ToArray();
    }

    /// <summary>A folder with four images for training and two for testing.</summary>
    public static void WriteMnist(TemporaryFolder folder, bool gzipped = false, string separator = "-", string place = "")
    {
        void Write(string name, byte[] contents) => folder.Write(place + (gzipped ? name + ".gz" : name), gzipped ? Gzip(contents) : contents);
        Write($"train-images{separator}idx3-ubyte", Idx([4, 3, 5], static i => (byte)(i * 3)));
        Write($"train-labels{separator}idx1-ubyte", Idx([4], static i => (byte)(9 - i)));
        Write($"t10k-images{separator}idx3-ubyte", Idx([2, 3, 5], static i => (byte)(i * 5)));
        Write($"t10k-labels{separator}idx1-ubyte", Idx([2], static i => (byte)i));
    }
}
