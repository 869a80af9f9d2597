namespace Lathe;

/// <summary>Recognises data sets by the names of their files.</summary>
static class DataFolder
{
    /// <summary>What a folder may hold, for messages.</summary>
    public const string Expected =
        "Expected are train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte (MNIST, Fashion-MNIST), "
        + "data_batch_1.bin to data_batch_5.bin and test_batch.bin (CIFAR-10), train.bin and test.bin (CIFAR-100), "
        + "or one other .bin file with records of CIFAR-10, a fifth of which are for testing; each plain or with .gz.";

    const int CoarseAndFine = 2;

    /// <summary>What archives unpack into, below the folder that one names.</summary>
    static readonly string[] subfolders = ["", "raw", "cifar-10-batches-bin", "cifar-100-binary", "MNIST/raw", "FashionMNIST/raw"];

    /// <summary>The data set in a folder; null if there is none.</summary>
    /// <exception cref="DataException">There is more than one, or a part of one.</exception>
    public static DataSplit? Load(string name, string folder)
    {
        (string Place, DataSplit Split)? found = null;
        foreach (string place in subfolders.Select(subfolder => Path.Combine(folder, subfolder)).Where(Directory.Exists))
        {
            if ((Idx(name, place) ?? Cifar10(name, place) ?? Cifar100(name, place) ?? Cifar10File(name, place)) is not { } split)
                continue;
            if (found is { } other)
                throw new DataException($"The folder '{folder}' holds several data sets. Give the folder of one: '{other.Place}' or '{place}'.");
            found = (place, split);
        }
        return found?.Split;
    }

    static DataSplit? Idx(string name, string folder)
    {
        string? Find(string part, string kind) => DataFile.Find(folder, $"{part}-{kind}-ubyte") ?? DataFile.Find(folder, $"{part}.{kind}-ubyte");

        string?[] files = [Find("train-images", "idx3"), Find("train-labels", "idx1"), Find("t10k-images", "idx3"), Find("t10k-labels", "idx1")];
        if (files.All(static file => file is null))
            return null;
        if (files.Contains(null))
            throw Partial(folder, "an IDX data set");
        IReadOnlyList<string> classes = IsFashion(folder) ? ClassNames.FashionMnist : ClassNames.Digits;
        return new DataSplit(IdxFile.ReadDataset(name, files[0]!, files[1]!, classes), IdxFile.ReadDataset(name, files[2]!, files[3]!, classes));
    }

    /// <summary>Whether a folder or the one above it, as in <c>FashionMNIST/raw</c>, is called so: the files of MNIST have the same names.</summary>
    static bool IsFashion(string folder) =>
        Path.GetFullPath(folder).Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries)
            .TakeLast(2).Any(static segment => segment.Contains("fashion", StringComparison.OrdinalIgnoreCase));

    static DataSplit? Cifar10(string name, string folder)
    {
        const int Parts = 5;
        List<string> train = [.. Enumerable.Range(1, Parts).Select(part => DataFile.Find(folder, $"data_batch_{part}.bin")).OfType<string>()];
        string? test = DataFile.Find(folder, "test_batch.bin");
        if (train.Count == 0 && test is null)
            return null;
        if (train.Count < Parts || test is null)
            throw Partial(folder, "CIFAR-10");
        return new DataSplit(CifarFile.ReadDataset(name, train, 1, ClassNames.Cifar10), CifarFile.ReadDataset(name, [test], 1, ClassNames.Cifar10));
    }

    static DataSplit? Cifar100(string name, string folder)
    {
        string? train = DataFile.Find(folder, "train.bin"), test = DataFile.Find(folder, "test.bin");
        if (train is null && test is null)
            return null;
        if (train is null || test is null)
            throw Partial(folder, "CIFAR-100");
        return new DataSplit(CifarFile.ReadDataset(name, [train], CoarseAndFine, ClassNames.Cifar100), CifarFile.ReadDataset(name, [test], CoarseAndFine, ClassNames.Cifar100));
    }

    /// <summary>A part of CIFAR-10, or anything in its format.</summary>
    static DataSplit? Cifar10File(string name, string folder)
    {
        const int TestEvery = 5;
        string[] files = Files(folder);
        return files.Length == 1 ? CifarFile.ReadDataset(name, files, 1, ClassNames.Cifar10).Split(TestEvery) : null;
    }

    static string[] Files(string folder)
    {
        try
        {
            return [.. Directory.GetFiles(folder, "*.bin"), .. Directory.GetFiles(folder, "*.bin.gz")];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"The folder '{folder}' cannot be read: {exception.Message}", exception);
        }
    }

    static DataException Partial(string folder, string what) => new($"The folder '{folder}' holds only a part of {what}. {Expected}");
}
