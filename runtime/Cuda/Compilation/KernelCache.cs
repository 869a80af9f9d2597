using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Lathe.Cuda;

/// <summary>Compiled kernels on disk, by what they were made of. A file has a header with the length and the SHA-256 of the code behind it; what does
/// not fit its header is made again. Files appear whole, by renaming, so that processes may share the folder.</summary>
/// <remarks>Code from here runs on the device with this process' rights: a folder that others own or can write to is refused.</remarks>
sealed class KernelCache
{
    /// <summary>The variable that names the folder.</summary>
    public const string Variable = "LATHE_CACHE";

    const int Schema = 1;
    const string Extension = ".cubin", Unfinished = Extension + ".tmp";
    static readonly byte[] Magic = "LATHE\0\0\u0001"u8.ToArray();

    KernelCache(string folder) => Folder = folder;

    /// <summary>Where the files are.</summary>
    public string Folder { get; }

    /// <summary>The user's own cache: where <see cref="Variable"/> says, or in the folder that the system has for that.</summary>
    /// <exception cref="DeviceException">The folder cannot be made, or others can write to it.</exception>
    public static KernelCache OfUser() => At(Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : DefaultFolder());

    /// <summary>The user's own cache; null where no folder is named and that of the system cannot be used: each process compiles its kernels then.</summary>
    /// <exception cref="DeviceException">The folder that <see cref="Variable"/> names cannot be made, or others can write to it.</exception>
    public static KernelCache? OfUserIfUsable()
    {
        try
        {
            return OfUser();
        }
        catch (DeviceException) when (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 })
        {
            return null;
        }
    }

    /// <summary>A cache in a folder, which is made if it is not there.</summary>
    /// <exception cref="DeviceException">The folder cannot be made, or others can write to it.</exception>
    public static KernelCache At(string folder)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(folder);
            }
            else
            {
                Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
                UnixFileMode mode = File.GetUnixFileMode(folder);
                if ((mode & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) != 0)
                    throw new DeviceException($"The folder '{folder}' of compiled kernels can be written to by others ({mode}); take their right away, or name another folder with {Variable}.");
                // Only the owner may do this, so that it fails in a folder that somebody else has made.
                File.SetUnixFileMode(folder, mode);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DeviceException($"The folder '{folder}' for compiled kernels cannot be used: {exception.Message} Name another one with {Variable}.", exception);
        }

        return new(folder);
    }

    /// <summary>What is stored under a key; null if nothing is, or nothing whole.</summary>
    public byte[]? Find(string key)
    {
        try
        {
            return Unwrapped(File.ReadAllBytes(PathOf(key)), key);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Stores code under a key. That a disk is full or read-only is no reason to fail: the kernel is there.</summary>
    public void Store(string key, ReadOnlySpan<byte> image)
    {
        string temporary = Path.Combine(Folder, Path.GetRandomFileName() + Unfinished);
        try
        {
            using (FileStream file = File.Create(temporary))
            {
                file.Write(Header(image, key));
                file.Write(image);
            }

            File.Move(temporary, PathOf(key), overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            TryDelete(temporary);
        }
    }

    /// <summary>How many kernels there are, and their bytes.</summary>
    public (int Count, long Bytes) Measure()
    {
        FileInfo[] files = new DirectoryInfo(Folder).GetFiles("*" + Extension);
        return (files.Length, files.Sum(static file => file.Length));
    }

    /// <summary>Deletes all kernels, and what processes left that ended while they wrote one.</summary>
    /// <returns>How many kernels there were.</returns>
    public int Clear()
    {
        foreach (string file in Directory.GetFiles(Folder, "*" + Unfinished))
            TryDelete(file);
        return Directory.GetFiles(Folder, "*" + Extension).Count(TryDelete);
    }

    /// <summary>The key of a compilation.</summary>
    public static string KeyOf(KernelSource source, IEnumerable<string> options, (int Major, int Minor) compiler)
    {
        string all = $"{Schema}\n{compiler.Major}.{compiler.Minor}\n{string.Join('\n', options)}\n{source.Text}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)));
    }

    /// <summary>Magic, length, and the hash of key and code, so that a file under another's name is no use.</summary>
    static byte[] Header(ReadOnlySpan<byte> image, string key)
    {
        var header = new byte[Magic.Length + sizeof(long) + SHA256.HashSizeInBytes];
        Magic.CopyTo(header, 0);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(Magic.Length), image.Length);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(key));
        hash.AppendData(image);
        hash.GetHashAndReset(header.AsSpan(Magic.Length + sizeof(long)));
        return header;
    }

    static byte[]? Unwrapped(byte[] file, string key)
    {
        int start = Magic.Length + sizeof(long) + SHA256.HashSizeInBytes;
        if (file.Length < start)
            return null;
        ReadOnlySpan<byte> image = file.AsSpan(start);
        return file.AsSpan(0, start).SequenceEqual(Header(image, key)) ? image.ToArray() : null;
    }

    static string DefaultFolder()
    {
        string root = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache && !OperatingSystem.IsWindows()
            ? cache
            : OperatingSystem.IsWindows() || OperatingSystem.IsMacOS()
                ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        return Path.Combine(root.Length > 0 ? root : Path.GetTempPath(), "lathe", "kernels");
    }

    static bool TryDelete(string path)
    {
        try
        {
            File.Delete(path);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    string PathOf(string key) => Path.Combine(Folder, key + Extension);
}
