namespace Lathe;

/// <summary>Finds and reads data sets: the digits that ship with Lathe, MNIST and Fashion-MNIST (IDX), CIFAR-10 and CIFAR-100 (binary), plain or gzipped.</summary>
public static class Datasets
{
    /// <summary>The environment variable that names a folder with a folder for each data set: <c>mnist</c>, <c>fashion-mnist</c>, <c>cifar10</c>, <c>cifar100</c>.</summary>
    public const string FolderVariable = "LATHE_DATA";

    const string PackageFolder = "/usr/share/datasets";

    /// <summary>The names that <see cref="Load"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = ["digits", "mnist", "fashion-mnist", "cifar10", "cifar100"];

    /// <summary>Reads a data set by its name, or the one in a folder.</summary>
    /// <param name="nameOrFolder">One of <see cref="Names"/>, or a folder with the files of MNIST, Fashion-MNIST, CIFAR-10 or CIFAR-100.</param>
    /// <exception cref="DataException">There is no such data set here (the message says how to get it), or a file is damaged.</exception>
    public static DataSplit Load(string nameOrFolder)
    {
        ArgumentException.ThrowIfNullOrEmpty(nameOrFolder);
        return nameOrFolder.ToLowerInvariant() switch
        {
            "digits" => Digits.Read(),
            "mnist" or "fashion-mnist" or "cifar10" or "cifar100" => LoadNamed(nameOrFolder.ToLowerInvariant()),
            _ when Directory.Exists(nameOrFolder) => LoadFolder(Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(nameOrFolder))), nameOrFolder)
                ?? throw new DataException($"The folder '{nameOrFolder}' holds no data set that can be read. {Expected}"),
            _ => throw new DataException($"'{nameOrFolder}' is neither a folder nor a data set. The data sets are {string.Join(", ", Names)}."),
        };
    }

    const string Expected =
        "Expected are train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte (MNIST, Fashion-MNIST), "
        + "data_batch_1.bin to data_batch_5.bin and test_batch.bin (CIFAR-10), or train.bin and test.bin (CIFAR-100), each plain or with .gz.";

    static DataSplit LoadNamed(string name)
    {
        List<string> folders = [];
        if (Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } root)
            folders.Add(Path.Combine(root, name));
        folders.Add(Path.Combine("data", name));
        folders.Add(Path.Combine(PackageFolder, name));
        foreach (string folder in folders.Where(Directory.Exists))
        {
            if (LoadFolder(name, folder) is { } split)
                return split;
        }
        string source = name switch
        {
            "fashion-mnist" => "Install the Debian package dataset-fashion-mnist, or download it from https://github.com/zalandoresearch/fashion-mnist",
            "mnist" => "Download its four IDX files (https://yann.lecun.com/exdb/mnist or a mirror of it)",
            _ => $"Download its binary version from https://www.cs.toronto.edu/~kriz/cifar.html",
        };
        throw new DataException(
            $"The data set {name} is not here: there is none in {string.Join(", ", folders.Select(static folder => $"'{folder}'"))}. "
            + $"{source}, and give its folder, or set {FolderVariable} to the folder above it.");
    }

    static DataSplit? LoadFolder(string name, string folder) => Idx(name, folder) ?? Cifar10(name, folder) ?? Cifar100(name, folder);

    static DataSplit? Idx(string name, string folder)
    {
        string? Find(string part, string kind) => DataFile.Find(folder, $"{part}-{kind}-ubyte") ?? DataFile.Find(folder, $"{part}.{kind}-ubyte");

        string?[] files = [Find("train-images", "idx3"), Find("train-labels", "idx1"), Find("t10k-images", "idx3"), Find("t10k-labels", "idx1")];
        if (files.All(static file => file is null))
            return null;
        if (files.Contains(null))
            throw new DataException($"The folder '{folder}' holds only a part of an IDX data set. {Expected}");
        IReadOnlyList<string> classes = name.Contains("fashion", StringComparison.OrdinalIgnoreCase) ? ClassNames.FashionMnist : ClassNames.Digits;
        return new DataSplit(IdxFile.ReadDataset(name, files[0]!, files[1]!, classes), IdxFile.ReadDataset(name, files[2]!, files[3]!, classes));
    }

    static DataSplit? Cifar10(string name, string folder)
    {
        const int Parts = 5;
        List<string> train = [.. Enumerable.Range(1, Parts).Select(part => DataFile.Find(folder, $"data_batch_{part}.bin")).OfType<string>()];
        string? test = DataFile.Find(folder, "test_batch.bin");
        if (train.Count == 0 && test is null)
            return null;
        if (train.Count < Parts || test is null)
            throw new DataException($"The folder '{folder}' holds only a part of CIFAR-10. {Expected}");
        return new DataSplit(CifarFile.ReadDataset(name, train, 1, ClassNames.Cifar10), CifarFile.ReadDataset(name, [test], 1, ClassNames.Cifar10));
    }

    static DataSplit? Cifar100(string name, string folder)
    {
        string? train = DataFile.Find(folder, "train.bin"), test = DataFile.Find(folder, "test.bin");
        if (train is null && test is null)
            return null;
        if (train is null || test is null)
            throw new DataException($"The folder '{folder}' holds only a part of CIFAR-100. {Expected}");
        const int CoarseAndFine = 2;
        return new DataSplit(CifarFile.ReadDataset(name, [train], CoarseAndFine, ClassNames.Cifar100), CifarFile.ReadDataset(name, [test], CoarseAndFine, ClassNames.Cifar100));
    }
}
