namespace Lathe.Runtime.Tests;

/// <summary>What is there already decides how a file is replaced.</summary>
public sealed class AtomicFileTests
{
    static void Write(string path) => AtomicFile.Write(path, static stream => stream.WriteByte(7));

    [Fact]
    public void A_link_stays_and_what_it_leads_to_is_replaced()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links take privileges there.");
        using var folder = new TemporaryFolder();
        string disk = folder.File("disk");
        Directory.CreateDirectory(disk);
        string link = folder.File("weights"), target = Path.Combine(disk, "weights");
        File.CreateSymbolicLink(link, target);
        Write(link);
        Assert.Equal(target, new FileInfo(link).LinkTarget);
        Assert.Equal([7], File.ReadAllBytes(target));
        Write(link);
        Assert.Equal([target], Directory.GetFiles(disk));
    }

    [Fact]
    public void Links_in_a_circle_are_an_error()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links take privileges there.");
        using var folder = new TemporaryFolder();
        File.CreateSymbolicLink(folder.File("a"), folder.File("b"));
        File.CreateSymbolicLink(folder.File("b"), folder.File("a"));
        Assert.Throws<IOException>(() => Write(folder.File("a")));
        Assert.Equal(folder.File("b"), new FileInfo(folder.File("a")).LinkTarget);
    }

    [Fact]
    public void A_private_file_stays_private()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes.");
        using var folder = new TemporaryFolder();
        string path = folder.Write("weights", [1]);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            Write(path);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }
        Assert.Equal([7], File.ReadAllBytes(path));
    }

    /// <summary>Root may rename a file over a device.</summary>
    [Fact]
    public void A_device_is_not_replaced()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no devices among files.");
        using var folder = new TemporaryFolder();
        File.CreateSymbolicLink(folder.File("null"), "/dev/null");
        Assert.Equal([null, null, null, null], ((string[])["/dev/null", "/dev/stdout", "/proc/self/fd/1", folder.File("null")]).Select(AtomicFile.Replaced));
        Assert.Equal("/dev/shm/weights", AtomicFile.Replaced("/dev/shm/weights"));
    }

    [Fact]
    public void What_is_written_to_a_device_is_what_it_takes()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux has paths of pipes.");
        using var pipe = new System.IO.Pipes.AnonymousPipeServerStream(System.IO.Pipes.PipeDirection.In);
        Write($"/proc/self/fd/{pipe.GetClientHandleAsString()}");
        Assert.Equal(7, pipe.ReadByte());
    }

    [Theory]
    [InlineData("")]
    [InlineData("new/")]
    public void A_folder_is_an_error(string name)
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("is a folder", Assert.Throws<IOException>(() => Write(folder.File(name))).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.ToString()));
    }

    /// <summary>The system's error for it, EFBIG, is a wrong argument in .NET.</summary>
    [Fact]
    public void A_file_that_becomes_too_long_is_an_error_of_files()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("weights", [1]);
        Assert.Contains("longer", Assert.Throws<IOException>(() => AtomicFile.Write(path, static _ => throw new ArgumentOutOfRangeException("value"))).Message, StringComparison.Ordinal);
        Assert.Equal([1], File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(folder.ToString()));
    }
}
