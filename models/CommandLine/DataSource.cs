namespace Lathe.Models.CommandLine;

/// <summary>The data that <c>--data</c> names.</summary>
static class DataSource
{
    /// <summary>Reads a data set.</summary>
    /// <exception cref="UsageException">It is neither a known name nor a folder.</exception>
    /// <exception cref="DataException">It is missing or damaged.</exception>
    public static DataSplit Load(string nameOrFolder)
    {
        if (!Datasets.Names.Contains(nameOrFolder, StringComparer.OrdinalIgnoreCase) && !Directory.Exists(nameOrFolder))
            throw new UsageException($"--data takes {string.Join(", ", Datasets.Names)} or a folder, not '{nameOrFolder}'.");
        return Datasets.Load(nameOrFolder);
    }

    /// <summary>Checks that there are images for training and for the test, and that a network takes them and tells their classes apart.</summary>
    /// <exception cref="UsageException">It is not so.</exception>
    public static void RequireFit(NetworkEntry entry, Network network, DataSplit split)
    {
        foreach (var (data, part) in new[] { (split.Train, "training"), (split.Test, "the test") })
        {
            if (data.Count == 0)
                throw new UsageException($"{data.Name} has no images for {part}.");
            if (!network.InputShape.SequenceEqual(data.Shape))
                throw new UsageException($"{entry.Name} takes images of {Texts.Shape(network.InputShape)}, but those of {data.Name} for {part} are {Texts.Shape(data.Shape)}; 'networks' lists the inputs.");
        }

        RequireClasses(entry, network, split.Train);
    }

    /// <summary>Checks that a network tells the classes of a data set apart.</summary>
    /// <exception cref="UsageException">It does not.</exception>
    public static void RequireClasses(NetworkEntry entry, Network network, Dataset data)
    {
        if (network.OutputShape[^1] != data.Classes)
            throw new UsageException($"{entry.Name} tells {network.OutputShape[^1]} classes apart, but {data.Name} has {data.Classes}.");
    }
}
