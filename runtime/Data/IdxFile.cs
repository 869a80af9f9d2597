using System.Buffers.Binary;

namespace Lathe;

/// <summary>The IDX format of MNIST: two zero bytes, the element type, the number of axes, an extent an axis (32 bits, big-endian), the elements.</summary>
static class IdxFile
{
    const byte UnsignedByte = 8;

    /// <summary>Reads a file of unsigned bytes.</summary>
    /// <param name="path">A plain or gzipped file.</param>
    /// <param name="axes">How many axes it should have.</param>
    public static (int[] Extents, ReadOnlyMemory<byte> Elements) Read(string path, int axes)
    {
        byte[] contents = DataFile.Read(path);
        int header = sizeof(int) * (1 + axes);
        if (contents.Length < header)
            throw Damaged(path, $"it has {contents.Length} bytes, fewer than the {header} of an IDX header with {axes} axes");
        if (contents[0] != 0 || contents[1] != 0 || contents[2] != UnsignedByte || contents[3] != axes)
            throw Damaged(path, $"its first 4 bytes are {Convert.ToHexString(contents, 0, 4)}, not 0000{UnsignedByte:X2}{axes:X2} (unsigned bytes, {axes} axes)");
        var extents = new int[axes];
        long expected = 1;
        for (int i = 0; i < axes; i++)
        {
            extents[i] = BinaryPrimitives.ReadInt32BigEndian(contents.AsSpan(sizeof(int) * (1 + i)));
            if (extents[i] < 0)
                throw Damaged(path, $"the extent at byte {sizeof(int) * (1 + i)} is {extents[i]}");
            expected = Math.Min(expected * extents[i], int.MaxValue);
        }
        if (contents.Length - header != expected)
            throw Damaged(path, $"after its header of {header} bytes {expected} bytes should follow ({string.Join(" x ", extents)}), but there are {contents.Length - header}");
        return (extents, contents.AsMemory(header));
    }

    /// <summary>Reads images and their labels as a data set.</summary>
    public static Dataset ReadDataset(string name, string imagesPath, string labelsPath, IReadOnlyList<string> classNames)
    {
        (int[] extents, ReadOnlyMemory<byte> images) = Read(imagesPath, axes: 3);
        (int[] labelExtents, ReadOnlyMemory<byte> labelBytes) = Read(labelsPath, axes: 1);
        if (extents[0] != labelExtents[0])
            throw new DataException($"'{imagesPath}' has {extents[0]} images, but '{labelsPath}' has {labelExtents[0]} labels. Take both from one source.");
        if (extents[1] == 0 || extents[2] == 0 || (long)extents[1] * extents[2] > Array.MaxLength)
            throw Damaged(imagesPath, $"its images are {extents[1]}x{extents[2]}");
        var labels = new int[labelBytes.Length];
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = labelBytes.Span[i];
            if (labels[i] >= classNames.Count)
                throw Damaged(labelsPath, $"label {i} is {labels[i]}, but there are {classNames.Count} classes");
        }
        return new Dataset(name, [1, extents[1], extents[2]], images, labels, classNames);
    }

    static DataException Damaged(string path, string what) => new($"'{path}' is not an intact IDX file: {what}. Download it again.");
}
