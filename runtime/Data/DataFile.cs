using System.IO.Compression;

namespace Lathe;

/// <summary>Reads whole files of data sets, plain or gzipped.</summary>
static class DataFile
{
    const string Gzip = ".gz";

    /// <summary>The path, or the path with <c>.gz</c>, whichever exists; null if neither does.</summary>
    public static string? Find(string folder, string name)
    {
        string plain = Path.Combine(folder, name);
        return File.Exists(plain) ? plain : File.Exists(plain + Gzip) ? plain + Gzip : null;
    }

    /// <summary>The contents, unpacked.</summary>
    public static byte[] Read(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            return Read(path, file, path.EndsWith(Gzip, StringComparison.OrdinalIgnoreCase));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"'{path}' cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>The contents of a stream, unpacked.</summary>
    public static byte[] Read(string path, Stream stream, bool gzipped)
    {
        try
        {
            using var contents = new MemoryStream();
            using Stream source = gzipped ? new GZipStream(stream, CompressionMode.Decompress) : stream;
            source.CopyTo(contents);
            return contents.ToArray();
        }
        catch (InvalidDataException exception)
        {
            throw new DataException($"'{path}' is a damaged gzip file: {exception.Message} Download it again.", exception);
        }
    }
}
