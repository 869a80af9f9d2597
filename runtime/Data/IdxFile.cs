using System.Buffers.Binary;

namespace Lathe;

/// <summary>The IDX format of MNIST: two zero bytes, the element type, the number of axes, an extent an axis (32 bits, big-endian), the elements.</summary>
static class IdxFile
{
    const byte UnsignedByte = 8;

    /// <summary>Reads a file of unsigned bytes.</summary>
    /// <param name="path">A plain or gzipped file.</param>
    /// <param name="axes">How many axes it should have.</param>
    public static (int[] Extents, byte[] Elements) Read(string path, int axes) => DataFile.Read(path, stream => Read(path, axes, stream));

    static (int[] Extents, byte[] Elements) Read(string path, int axes, Stream stream)
    {
        var header = new byte[sizeof(int) * (1 + axes)];
        int read = stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        if (read < header.Length)
            throw Damaged(path, $"it has {read} bytes, fewer than the {header.Length} of an IDX header with {axes} axes");
        if (header[0] != 0 || header[1] != 0 || header[2] != UnsignedByte || header[3] != axes)
            throw Damaged(path, $"its first 4 bytes are {Convert.ToHexString(header, 0, 4)}, not 0000{UnsignedByte:X2}{axes:X2} (unsigned bytes, {axes} axes)");
        var extents = new int[axes];
        long expected = 1;
        for (int i = 0; i < axes; i++)
        {
            extents[i] = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(sizeof(int) * (1 + i)));
            if (extents[i] < 0)
                throw Damaged(path, $"the extent at byte {sizeof(int) * (1 + i)} is {extents[i]}");
            expected = Math.Min(expected * extents[i], int.MaxValue);
        }
        byte[] elements = DataFile.Rest(path, stream, expected);
        if (elements.Length != expected)
            throw Damaged(path, $"after its header of {header.Length} bytes {expected} bytes should follow ({string.Join(" x ", extents)}), but there are {(elements.Length > expected ? "more" : elements.Length)}");
        return (extents, elements);
    }

    /// <summary>Reads images and their labels as a data set.</summary>
    public static Dataset ReadDataset(string name, string imagesPath, string labelsPath, IReadOnlyList<string> classNames)
    {
        (int[] extents, byte[] images) = Read(imagesPath, axes: 3);
        (int[] labelExtents, byte[] labelBytes) = Read(labelsPath, axes: 1);
        if (extents[0] != labelExtents[0])
            throw new DataException($"'{imagesPath}' has {extents[0]} images, but '{labelsPath}' has {labelExtents[0]} labels. Take both from one source.");
        if (extents[1] == 0 || extents[2] == 0 || (long)extents[1] * extents[2] > Array.MaxLength)
            throw Damaged(imagesPath, $"its images are {extents[1]}x{extents[2]}");
        var labels = new int[labelBytes.Length];
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = labelBytes[i];
            if (labels[i] >= classNames.Count)
                throw Damaged(labelsPath, $"label {i} is {labels[i]}, but there are {classNames.Count} classes");
        }
        return new Dataset(name, [1, extents[1], extents[2]], images, labels, classNames);
    }

    static DataException Damaged(string path, string what) => new($"'{path}' is not an intact IDX file: {what}. Download it again.");
}
