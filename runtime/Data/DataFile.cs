using System.IO.Compression;

namespace Lathe;

/// <summary>Reads files of data sets, plain or gzipped.</summary>
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
    public static byte[] Read(string path) => Read(path, stream => Rest(path, stream, Array.MaxLength));

    /// <summary>What is made of the contents, unpacked.</summary>
    public static T Read<T>(string path, Func<Stream, T> read)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            return Read(path, file, path.EndsWith(Gzip, StringComparison.OrdinalIgnoreCase), read);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"'{path}' cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>What is made of a stream, unpacked.</summary>
    public static T Read<T>(string path, Stream stream, bool gzipped, Func<Stream, T> read)
    {
        try
        {
            using Stream source = gzipped ? new GZipStream(stream, CompressionMode.Decompress) : stream;
            return read(source);
        }
        catch (InvalidDataException exception)
        {
            throw new DataException($"'{path}' is a damaged gzip file: {exception.Message} Download it again.", exception);
        }
        catch (OutOfMemoryException exception)
        {
            throw new DataException($"'{path}' holds more than there is memory for.", exception);
        }
    }

    /// <summary>The bytes up to the end of a stream.</summary>
    /// <param name="path">What messages call it.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="most">How many there may be. A few bytes of gzip unpack into as many as one likes, so no more than one too many is read.</param>
    public static byte[] Rest(string path, Stream stream, long most)
    {
        if (!stream.CanSeek)
        {
            using var contents = new MemoryStream();
            var piece = new byte[1 << 16];
            while (contents.Length <= most && stream.Read(piece, 0, (int)Math.Min(piece.Length, most + 1 - contents.Length)) is var count and > 0)
            {
                if (contents.Length + count > Array.MaxLength)
                    throw TooLong(path);
                contents.Write(piece, 0, count);
            }
            return contents.ToArray();
        }
        long length = Math.Min(stream.Length - stream.Position, most + 1);
        if (length > Array.MaxLength)
            throw TooLong(path);
        byte[] bytes = GC.AllocateUninitializedArray<byte>((int)length);
        stream.ReadExactly(bytes);
        return bytes;
    }

    static DataException TooLong(string path) => new($"'{path}' holds more than {Array.MaxLength} bytes, which is as much as can be read of a file.");
}
