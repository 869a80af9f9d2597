namespace Lathe.Models.CommandLine;

/// <summary>Files that a command writes when it is done.</summary>
static class OutputFile
{
    /// <summary>Finds out whether a file can be written, before hours of training are lost over it: makes its folder, and a file beside it for a moment.</summary>
    /// <param name="file">The file; null where none is asked for.</param>
    /// <exception cref="IOException">It cannot.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not.</exception>
    public static void RequireWritable(FileInfo? file)
    {
        if (file is null)
            return;
        if (Directory.Exists(file.FullName))
            throw new IOException($"'{file.FullName}' is a folder; name a file.");
        file.Directory?.Create();
        using var probe = new FileStream($"{file.FullName}.{Environment.ProcessId}.tmp", FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
    }
}
