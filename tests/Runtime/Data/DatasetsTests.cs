namespace Lathe.Runtime.Tests;

[Collection(EnvironmentTests.Name)]
public sealed class DatasetsTests
{
    [Fact]
    public void The_shipped_digits_are_whole_and_split_by_class()
    {
        DataSplit split = Datasets.Load("digits");
        Assert.Equal(1797, split.Train.Count + split.Test.Count);
        Assert.Equal([1, 8, 8], split.Train.Shape);
        for (int digit = 0; digit < 10; digit++)
        {
            int train = split.Train.Labels.ToArray().Count(label => label == digit), test = split.Test.Labels.ToArray().Count(label => label == digit);
            Assert.InRange(train + test, 174, 183);
            Assert.Equal((train + test) / 5, test);
        }
        Assert.Equal([0, 0, 5, 13, 9, 1, 0, 0], split.Train.Image(0)[..8].ToArray());
        Assert.Equal(16, split.Train.Images.ToArray().Max());
        Assert.Equal(split.Train.Images.ToArray(), Datasets.Load("DIGITS").Train.Images.ToArray());
    }

    [Theory]
    [InlineData(false, "-")]
    [InlineData(true, "-")]
    [InlineData(false, ".")]
    public void Idx_folders_are_read_plain_and_gzipped(bool gzipped, string separator)
    {
        using var folder = new TemporaryFolder();
        DataBytes.WriteMnist(folder, gzipped, separator);
        DataSplit split = Datasets.Load(folder.ToString());
        Assert.Equal([1, 3, 5], split.Train.Shape);
        Assert.Equal([9, 8, 7, 6], split.Train.Labels.ToArray());
        Assert.Equal([0, 1], split.Test.Labels.ToArray());
        Assert.Equal(Enumerable.Range(30, 15).Select(static i => (byte)(i * 3)), split.Train.Image(2).ToArray());
    }

    [Fact]
    public void Cifar10_folders_are_read_in_the_order_of_their_parts()
    {
        using var folder = new TemporaryFolder();
        for (int part = 1; part <= 5; part++)
            folder.Write($"data_batch_{part}.bin", DataBytes.Cifar(part, 1, 10));
        folder.Write("test_batch.bin.gz", DataBytes.Gzip(DataBytes.Cifar(3, 1, 10)));
        DataSplit split = Datasets.Load(folder.ToString());
        Assert.Equal([0, 0, 1, 0, 1, 2, 0, 1, 2, 3, 0, 1, 2, 3, 4], split.Train.Labels.ToArray());
        Assert.Equal(3, split.Test.Count);
        Assert.Equal([3, 32, 32], split.Test.Shape);
        Assert.Equal(Enumerable.Range(2, 3072).Select(static i => (byte)i), split.Test.Image(2).ToArray());
    }

    [Fact]
    public void One_file_of_cifar_records_is_split()
    {
        using var folder = new TemporaryFolder();
        folder.Write("some_images.bin.gz", DataBytes.Gzip(DataBytes.Cifar(40, 1, 4)));
        DataSplit split = Datasets.Load(folder.ToString());
        Assert.Equal((32, 8), (split.Train.Count, split.Test.Count));
        Assert.Equal(16, split.Test.Image(0)[0]);
    }

    [Fact]
    public void The_folder_that_an_archive_unpacks_into_is_found_below()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("cifar-100-binary"));
        folder.Write("cifar-100-binary/train.bin", DataBytes.Cifar(3, 2, 100));
        folder.Write("cifar-100-binary/test.bin", DataBytes.Cifar(2, 2, 100));
        Assert.Equal(3, Datasets.Load(folder.ToString()).Train.Count);
    }

    [Theory]
    [InlineData("", "FashionMNIST/raw", "T-shirt/top")]
    [InlineData("FashionMNIST", "FashionMNIST/raw", "T-shirt/top")]
    [InlineData("FashionMNIST/raw", "FashionMNIST/raw", "T-shirt/top")]
    [InlineData("", "MNIST/raw", "0")]
    [InlineData("MNIST", "MNIST/raw", "0")]
    public void Folders_of_torchvision_are_read_and_have_their_classes(string given, string place, string first)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File(place));
        DataBytes.WriteMnist(folder, gzipped: false, "-", place + "/");
        Assert.Equal(first, Datasets.Load(Path.Combine(folder.ToString(), given)).Train.ClassNames[0]);
    }

    [Fact]
    public void A_folder_with_two_data_sets_is_told()
    {
        using var folder = new TemporaryFolder();
        foreach (string place in new[] { "MNIST/raw", "FashionMNIST/raw" })
        {
            Directory.CreateDirectory(folder.File(place));
            DataBytes.WriteMnist(folder, gzipped: false, "-", place + "/");
        }
        Assert.Contains("several data sets", Assert.Throws<DataException>(() => Datasets.Load(folder.ToString())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cifar100_takes_the_fine_label()
    {
        using var folder = new TemporaryFolder();
        folder.Write("train.bin", DataBytes.Cifar(101, 2, 100));
        folder.Write("test.bin", DataBytes.Cifar(2, 2, 100));
        DataSplit split = Datasets.Load(folder.ToString());
        Assert.Equal(100, split.Train.ClassNames.Distinct().Count());
        Assert.Equal(99, split.Train.Labels.Span[99]);
        Assert.Equal(0, split.Train.Labels.Span[100]);
        Assert.Equal(1, split.Test.Image(1)[0]);
    }

    [Fact]
    public void A_named_set_is_found_below_the_folder_of_the_environment()
    {
        using var root = new TemporaryFolder();
        Directory.CreateDirectory(root.File("mnist"));
        using var folder = new TemporaryFolder();
        DataBytes.WriteMnist(folder);
        foreach (string file in Directory.GetFiles(folder.ToString()))
            File.Copy(file, Path.Combine(root.File("mnist"), Path.GetFileName(file)));
        using var variable = new EnvironmentVariable(Datasets.FolderVariable, root.ToString());
        Assert.Equal(4, Datasets.Load("mnist").Train.Count);
    }

    [Fact]
    public void A_set_that_is_not_here_is_an_error_that_says_where_it_was_sought_and_how_to_get_it()
    {
        using var root = new TemporaryFolder();
        using var variable = new EnvironmentVariable(Datasets.FolderVariable, root.ToString());
        string message = Assert.Throws<DataException>(static () => Datasets.Load("cifar100")).Message;
        Assert.Contains(root.File("cifar100"), message, StringComparison.Ordinal);
        Assert.Contains("https://", message, StringComparison.Ordinal);
        Assert.Contains(Datasets.FolderVariable, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("imagenet")]
    [InlineData("/no/such/folder")]
    public void An_unknown_name_is_an_error_that_lists_the_known_ones(string name)
    {
        string message = Assert.Throws<DataException>(() => Datasets.Load(name)).Message;
        Assert.Contains($"'{name}'", message, StringComparison.Ordinal);
        Assert.Contains("fashion-mnist", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_data_says_what_was_expected()
    {
        using var folder = new TemporaryFolder();
        string message = Assert.Throws<DataException>(() => Datasets.Load(folder.ToString())).Message;
        Assert.Contains("train-images-idx3-ubyte", message, StringComparison.Ordinal);
        Assert.Contains("data_batch_1.bin", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("train-images-idx3-ubyte")]
    [InlineData("data_batch_1.bin")]
    [InlineData("test.bin")]
    public void A_part_of_a_set_is_an_error(string name)
    {
        using var folder = new TemporaryFolder();
        folder.Write(name, DataBytes.Cifar(1, 1, 10));
        Assert.Contains("only a part", Assert.Throws<DataException>(() => Datasets.Load(folder.ToString())).Message, StringComparison.Ordinal);
    }
}
