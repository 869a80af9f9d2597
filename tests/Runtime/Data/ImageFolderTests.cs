namespace Lathe.Runtime.Tests;

public sealed class ImageFolderTests : IDisposable
{
    static readonly int[] Shape = [1, 2, 2];

    readonly TemporaryFolder folder = new();

    /// <summary>A format whose files are the grey of the whole picture.</summary>
    static Picture Decode(string path) => new(3, 3, 1, Enumerable.Repeat(File.ReadAllBytes(path)[0], 9).ToArray());

    [Fact]
    public void Folders_are_classes_in_the_order_of_their_names()
    {
        Write("rose/b.PNG", 3);
        Write("rose/a.jpg", 2);
        Write("aster/deep/c.jpeg", 1);
        Write("aster/notes.txt", 9);
        Write(".thumbnails/a.jpg", 9);

        Dataset dataset = ImageFolder.Read($"{folder}{Path.DirectorySeparatorChar}", Shape, Decode);

        Assert.Equal(["aster", "rose"], dataset.ClassNames);
        Assert.Equal([0, 1, 1], dataset.Labels.ToArray());
        Assert.Equal([1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3], dataset.Images.ToArray());
        Assert.Equal(Path.GetFileName(folder.ToString()), dataset.Name);
        Assert.Equal(Shape, dataset.Shape);
    }

    [Fact]
    public void What_is_missing_is_told()
    {
        Assert.Equal($"The folder of images '{folder.File("none")}' is not there.", Fault(folder.File("none")));
        Assert.Equal($"The folder '{folder}' holds no folders: put the images of each class into a folder with its name.", Fault(folder.ToString()));
        Write("rose/a.txt", 1);
        Assert.StartsWith($"The folder '{folder.File("rose")}' holds no image: files that end in .bmp, .gif,", Fault(folder.ToString()), StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_file_that_cannot_be_decoded_is_named()
    {
        for (int i = 10; i < 60; i++)
            Write($"rose/{i}.jpg", (byte)i);
        DataException fault = Assert.Throws<DataException>(() => ImageFolder.Read(folder.ToString(), Shape, static path =>
            File.ReadAllBytes(path)[0] >= 33 ? throw new FormatException("It is damaged.") : Decode(path)));
        Assert.Equal($"The image '{folder.File("rose")}{Path.DirectorySeparatorChar}33.jpg' cannot be read: It is damaged.", fault.Message);
        Assert.IsType<FormatException>(fault.InnerException);
    }

    [Fact]
    public void More_than_memory_can_hold_is_told()
    {
        Write("rose/a.jpg", 1);
        Write("rose/b.jpg", 1);
        Assert.StartsWith($"The 2 images in '{folder}' are 2400000000 bytes at [3, 20000, 20000]; at most ", Fault(folder.ToString(), [3, 20000, 20000]), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ImageFolder.Read(folder.ToString(), [4, 2, 2], Decode));
    }

    public void Dispose() => folder.Dispose();

    static string Fault(string folder, int[]? shape = null) => Assert.Throws<DataException>(() => ImageFolder.Read(folder, shape ?? Shape, Decode)).Message;

    void Write(string name, byte grey)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder.File(name))!);
        folder.Write(name, [grey]);
    }
}
