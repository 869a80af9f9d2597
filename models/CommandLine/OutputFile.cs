namespace Lathe.Models.CommandLine;

/// <summary>Files that a command writes when it is done.</summary>
static class OutputFile
{
    /// <summary>Finds out whether files can be written, before hours of training are lost over it: makes their folders, and a file beside each for a moment.</summary>
    /// <param name="files">The files by their options; null where none is asked for.</param>
    /// <exception cref="UsageException">Two are the same, so that one would be lost.</exception>
    /// <exception cref="IOException">One cannot be written.</exception>
    public static void RequireWritable(params (string Option, FileInfo? File)[] files)
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (option, named) in files)
        {
            if (named is not { } file)
                continue;
            Attempt(file, () =>
            {
                // A device takes what it is given.
                if (AtomicFile.Replaced(file.FullName) is not { } full)
                    return;
                if (!options.TryAdd(full, option))
                    throw new UsageException($"{options[full]} and {option} are the same file, '{file.FullName}'; one would replace the other.");
                if (Path.GetDirectoryName(full) is { } folder)
                    Directory.CreateDirectory(folder);
                using var probe = new FileStream($"{full}.{Environment.ProcessId}.tmp", FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
            });
        }
    }

    /// <summary>Does something with a file; an error says with which.</summary>
    /// <exception cref="IOException">It cannot be done.</exception>
    public static void Attempt(FileInfo file, Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"'{file.FullName}' cannot be written: {exception.Message}", exception);
        }
    }
}
