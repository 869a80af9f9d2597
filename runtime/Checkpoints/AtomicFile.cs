namespace Lathe;

/// <summary>Replaces files in one step: readers see the old file or the new one, never a part, whatever interrupts the writing.</summary>
static class AtomicFile
{
    /// <summary>What Unix names devices and the pipes of a process by.</summary>
    static readonly string[] Devices = ["/dev/", "/proc/"];

    /// <summary>Memory that files lie in, among the devices.</summary>
    const string SharedMemory = "/dev/shm/";

    /// <summary>Writes a file beside the old one, then renames it over it. A link stays one, and a device is written as it is.</summary>
    /// <exception cref="IOException">It is a folder, links lead in a circle, or there is no room.</exception>
    /// <exception cref="UnauthorizedAccessException">The file or its folder may not be written.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        if (Replaced(path) is not { } full)
        {
            // Renaming would put a file in the place of the device, for every program of the machine.
            using var device = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            write(device);
            return;
        }
        if (Path.GetDirectoryName(full) is { } folder)
            Directory.CreateDirectory(folder);
        string temporary = $"{full}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, Options(full)))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, full, overwrite: true);
        }
        catch (Exception exception)
        {
            File.Delete(temporary);
            // What .NET makes of a file that has become too long for its file system, or for a limit of the process.
            if (exception is ArgumentOutOfRangeException)
                throw new IOException("it is longer than the file system, or a limit, lets it be.", exception);
            throw;
        }
    }

    /// <summary>The file that <see cref="Write"/> replaces: the one that is named, or what a link of that name leads to; null for a device.</summary>
    /// <exception cref="IOException">It is a folder, or links lead in a circle.</exception>
    public static string? Replaced(string path)
    {
        string named = Path.GetFullPath(path);
        if (IsDevice(named))
            return null;
        var file = new FileInfo(named);
        string full = file.LinkTarget is null ? named : file.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        if (Path.EndsInDirectorySeparator(full) || Directory.Exists(full))
            throw new IOException("it is a folder; name a file.");
        return IsDevice(full) ? null : full;
    }

    static bool IsDevice(string full) =>
        !OperatingSystem.IsWindows() && !full.StartsWith(SharedMemory, StringComparison.Ordinal)
        && Devices.Any(device => full.StartsWith(device, StringComparison.Ordinal));

    /// <summary>A new file, as private as the old one.</summary>
    static FileStreamOptions Options(string full)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows() && File.Exists(full))
            options.UnixCreateMode = File.GetUnixFileMode(full);
        return options;
    }
}
