namespace Lathe.Runtime.Tests;

/// <summary>Every way in which a data file can be wrong is an error that names the file and the place.</summary>
public sealed class DamagedFileTests
{
    static readonly string[] TwoClasses = ["no", "yes"];

    static string ImagesError(byte[] contents, int count = 2)
    {
        using var folder = new TemporaryFolder();
        string images = folder.Write("images", contents), labels = folder.Write("labels", DataBytes.Idx([count], static _ => 0));
        var error = Assert.Throws<DataException>(() => IdxFile.ReadDataset("test", images, labels, TwoClasses));
        Assert.Contains("images'", error.Message, StringComparison.Ordinal);
        return error.Message;
    }

    [Fact]
    public void An_empty_file() => Assert.Contains("0 bytes, fewer than the 16", ImagesError([]), StringComparison.Ordinal);

    [Fact]
    public void A_file_of_labels_as_images() => Assert.Contains("00000801", ImagesError(DataBytes.Idx([20], static _ => 0)), StringComparison.Ordinal);

    [Fact]
    public void A_page_of_html() => Assert.Contains("3C68746D", ImagesError("<html>not found</html>"u8.ToArray()), StringComparison.Ordinal);

    [Fact]
    public void A_truncated_file() => Assert.Contains("24 bytes should follow (2 x 3 x 4), but there are 23", ImagesError(DataBytes.Idx([2, 3, 4], static _ => 0)[..^1]), StringComparison.Ordinal);

    [Fact]
    public void Bytes_behind_the_end() => Assert.Contains("but there are more", ImagesError([.. DataBytes.Idx([2, 3, 4], static _ => 0), 0]), StringComparison.Ordinal);

    [Fact]
    public void A_negative_extent()
    {
        byte[] contents = DataBytes.Idx([2, 3, 4], static _ => 0);
        contents[8] = 0x80;
        Assert.Contains("the extent at byte 8 is -", ImagesError(contents), StringComparison.Ordinal);
    }

    [Fact]
    public void Extents_whose_product_overflows()
    {
        byte[] contents = DataBytes.Idx([2, 3, 4], static _ => 0);
        contents[4] = contents[8] = contents[12] = 0x7F;
        Assert.Contains("should follow", ImagesError(contents), StringComparison.Ordinal);
    }

    [Fact]
    public void Images_larger_than_memory_that_are_not_there()
    {
        byte[] header = [0, 0, 8, 3, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0];
        Assert.Contains("its images are 65536x65536", ImagesError(header, count: 0), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_number_of_labels() => Assert.Contains("3 images, but", ImagesError(DataBytes.Idx([3, 3, 4], static _ => 0)), StringComparison.Ordinal);

    [Fact]
    public void A_label_that_is_no_class()
    {
        using var folder = new TemporaryFolder();
        string images = folder.Write("images", DataBytes.Idx([2, 3, 4], static _ => 0)), labels = folder.Write("labels", DataBytes.Idx([2], static i => (byte)(i * 7)));
        string message = Assert.Throws<DataException>(() => IdxFile.ReadDataset("test", images, labels, TwoClasses)).Message;
        Assert.Contains("label 1 is 7, but there are 2 classes", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_gzip_file()
    {
        using var folder = new TemporaryFolder();
        byte[] packed = DataBytes.Gzip(DataBytes.Idx([100], static i => (byte)(i * i)));
        packed[12] ^= 0xFF;
        string file = folder.Write("labels.gz", packed);
        Assert.Contains(file, Assert.Throws<DataException>(() => IdxFile.Read(file, 1)).Message, StringComparison.Ordinal);
        string plain = folder.Write("plain.gz", [1, 2, 3]);
        Assert.Contains("gzip", Assert.Throws<DataException>(() => IdxFile.Read(plain, 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file() => Assert.Throws<DataException>(static () => IdxFile.Read("/no/such/file", 1));

    [Fact]
    public void Cifar_files_that_are_not_whole_records()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("data.bin", DataBytes.Cifar(2, 1, 10)[..^5]);
        Assert.Contains("6141 bytes, which are not whole records of 3073", Assert.Throws<DataException>(() => CifarFile.ReadDataset("test", [file], 1, TwoClasses)).Message, StringComparison.Ordinal);
        string empty = folder.Write("empty.bin", []);
        Assert.Throws<DataException>(() => CifarFile.ReadDataset("test", [empty], 1, TwoClasses));
    }

    [Fact]
    public void A_cifar_label_that_is_no_class()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("data.bin", DataBytes.Cifar(4, 1, 10));
        string message = Assert.Throws<DataException>(() => CifarFile.ReadDataset("test", [file], 1, TwoClasses)).Message;
        Assert.Contains("the label at byte 6146 is 2, but there are 2 classes", message, StringComparison.Ordinal);
    }

    /// <summary>A few kilobytes of gzip unpack into what fills a memory.</summary>
    [Fact]
    public void No_more_is_unpacked_than_a_header_announces()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("labels.gz", DataBytes.Gzip([.. DataBytes.Idx([100], static _ => 0), .. new byte[50_000_000]]));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("100 bytes should follow (100), but there are more", Assert.Throws<DataException>(() => IdxFile.Read(file, 1)).Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Fact]
    public void A_file_longer_than_an_array_is_an_error_before_it_is_read()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Files have no holes there.");
        using var folder = new TemporaryFolder();
        string file = folder.File("data.bin");
        using (FileStream stream = File.Create(file))
            stream.SetLength(3L << 30);
        Assert.Contains("as much as can be read", Assert.Throws<DataException>(() => CifarFile.ReadDataset("test", [file], 1, TwoClasses)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_may_not_be_listed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes.");
        using var folder = new TemporaryFolder();
        if (!OperatingSystem.IsWindows())
        {
            UnixFileMode mode = File.GetUnixFileMode(folder.ToString());
            File.SetUnixFileMode(folder.ToString(), UnixFileMode.UserExecute);

            // Root may list all folders, and finds nothing in this one.
            string expected = Environment.IsPrivilegedProcess ? DataFolder.Expected : "cannot be read";
            Assert.Contains(expected, Assert.Throws<DataException>(() => Datasets.Load(folder.ToString())).Message, StringComparison.Ordinal);
            File.SetUnixFileMode(folder.ToString(), mode);
        }
    }
}
