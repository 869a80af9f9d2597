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
        string name = nameOrFolder.ToLowerInvariant();
        if (name == "digits")
            return Digits.Read();
        if (Names.Contains(name))
            return LoadNamed(name);
        if (!Directory.Exists(nameOrFolder))
            throw new DataException($"'{nameOrFolder}' is neither a folder nor a data set. The data sets are {string.Join(", ", Names)}.");
        string folderName = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(nameOrFolder)));
        return DataFolder.Load(folderName, nameOrFolder)
            ?? throw new DataException($"The folder '{nameOrFolder}' holds no data set that can be read. {DataFolder.Expected}");
    }

    static DataSplit LoadNamed(string name)
    {
        List<string> folders = [];
        if (Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } root)
            folders.Add(Path.Combine(root, name));
        folders.Add(Path.Combine("data", name));
        folders.Add(Path.Combine(PackageFolder, name));
        foreach (string folder in folders.Where(Directory.Exists))
        {
            if (DataFolder.Load(name, folder) is { } split)
                return split;
        }
        string source = name switch
        {
            "fashion-mnist" => "Install the Debian package dataset-fashion-mnist, or download it from https://github.com/zalandoresearch/fashion-mnist",
            "mnist" => "Download its four IDX files (https://yann.lecun.com/exdb/mnist or a mirror of it)",
            _ => "Download its binary version from https://www.cs.toronto.edu/~kriz/cifar.html",
        };
        throw new DataException(
            $"The data set {name} is not here: there is none in {string.Join(", ", folders.Select(static folder => $"'{folder}'"))}. "
            + $"{source}, and give its folder, or set {FolderVariable} to the folder above it.");
    }
}
