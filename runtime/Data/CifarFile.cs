namespace Lathe;

/// <summary>The binary format of CIFAR-10 and CIFAR-100: records of one label byte (CIFAR-100: a coarse and a fine one) and 32 x 32 bytes of red, green and blue.</summary>
static class CifarFile
{
    const int Channels = 3;
    const int Size = 32;

    /// <summary>Reads files, one after the other, as a data set.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="paths">Plain or gzipped files.</param>
    /// <param name="labelBytes">The bytes of a record before its pixels, the last of which is the label.</param>
    /// <param name="classNames">The names of the classes.</param>
    public static Dataset ReadDataset(string name, IReadOnlyList<string> paths, int labelBytes, IReadOnlyList<string> classNames)
    {
        const int Pixels = Channels * Size * Size;
        int record = labelBytes + Pixels;
        byte[][] files = [.. paths.Select(DataFile.Read)];
        for (int i = 0; i < files.Length; i++)
        {
            if (files[i].Length == 0 || files[i].Length % record != 0)
                throw Damaged(paths[i], $"it has {files[i].Length} bytes, which are not whole records of {record}");
        }
        int count = files.Sum(file => file.Length / record), image = 0;
        if ((long)count * Pixels > Array.MaxLength)
            throw new DataException($"'{paths[0]}' and the files beside it hold {count} images; {Array.MaxLength / Pixels} are as many as can be read.");
        var images = new byte[count * Pixels];
        var labels = new int[count];
        for (int file = 0; file < files.Length; file++)
        {
            for (int start = 0; start < files[file].Length; start += record, image++)
            {
                labels[image] = files[file][start + labelBytes - 1];
                if (labels[image] >= classNames.Count)
                    throw Damaged(paths[file], $"the label at byte {start + labelBytes - 1} is {labels[image]}, but there are {classNames.Count} classes");
                files[file].AsSpan(start + labelBytes, Pixels).CopyTo(images.AsSpan(image * Pixels));
            }
        }
        return new Dataset(name, [Channels, Size, Size], images, labels, classNames);
    }

    static DataException Damaged(string path, string what) =>
        new($"'{path}' is not an intact CIFAR file: {what}. Take the binary version, and download it again.");
}
