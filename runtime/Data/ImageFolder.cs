using System.Collections.Concurrent;

namespace Lathe;

/// <summary>Images in files of any format and size, a folder a class, as torchvision's <c>ImageFolder</c> has them: <c>flowers/rose/1.jpg</c>.</summary>
public static class ImageFolder
{
    static readonly string[] Extensions = [".bmp", ".gif", ".jpeg", ".jpg", ".pgm", ".png", ".ppm", ".tif", ".tiff", ".webp"];

    /// <summary>Reads them all into memory, at the size of a network's images.</summary>
    /// <param name="folder">Holds a folder for each class, named by it. Classes are numbered in the order of their names. Files of other formats, and
    /// folders whose name begins with a dot, are left out; folders within that of a class belong to it.</param>
    /// <param name="shape">What each becomes, by <see cref="Picture.Fit"/>: channels (1 or 3), height and width.</param>
    /// <param name="decode">Decodes a file, by a library for images; called by several threads at once.</param>
    /// <exception cref="ArgumentException">The shape is none of an image.</exception>
    /// <exception cref="DataException">The folder is not there or is empty, a class has no images, there are more than memory can hold, or a file cannot be
    /// decoded; of several such files the first is named.</exception>
    public static Dataset Read(string folder, IReadOnlyList<int> shape, Func<string, Picture> decode)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(decode);
        Picture.ThrowIfNoImage(shape);
        if (!Directory.Exists(folder))
            throw new DataException($"The folder of images '{folder}' is not there.");
        string[] classes = [.. Directory.GetDirectories(folder).Where(static path => !Path.GetFileName(path).StartsWith('.')).Order(StringComparer.Ordinal)];
        if (classes.Length == 0)
            throw new DataException($"The folder '{folder}' holds no folders: put the images of each class into a folder with its name.");
        (string Path, int Label)[] files = [.. classes.SelectMany(static (path, label) => Images(path).Select(file => (file, label)))];
        int length = shape[0] * shape[1] * shape[2];
        if ((long)files.Length * length is var bytes && bytes > Array.MaxLength)
            throw new DataException($"The {files.Length} images in '{folder}' are {bytes} bytes at [{string.Join(", ", shape)}]; at most {Array.MaxLength} are possible. Read fewer or smaller ones.");
        var images = new byte[bytes];
        var faults = new ConcurrentDictionary<long, Exception>();
        ParallelLoopResult result = Parallel.For(0, files.Length, (i, loop) =>
        {
            try
            {
                Picture picture = decode(files[i].Path) ?? throw new InvalidOperationException("the decoder gives null.");
                picture.Fit(shape).CopyTo(images, i * length);
            }
            catch (Exception exception)
            {
                faults[i] = exception;
                loop.Break();
            }
        });
        return result.LowestBreakIteration is { } first
            ? throw new DataException($"The image '{files[first].Path}' cannot be read: {faults[first].Message}", faults[first])
            : new Dataset(Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))), shape, images, files.Select(static file => file.Label).ToArray(), [.. classes.Select(Path.GetFileName)!]);
    }

    static string[] Images(string folder)
    {
        string[] files = [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
            .Where(static file => Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase)).Order(StringComparer.Ordinal)];
        return files.Length > 0 ? files : throw new DataException($"The folder '{folder}' holds no image: files that end in {string.Join(", ", Extensions)}.");
    }
}
