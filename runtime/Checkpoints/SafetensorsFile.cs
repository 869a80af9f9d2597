using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Lathe;

/// <summary>A safetensors file: named tensors, as the Python world exchanges weights. It holds 8 bytes of header length, a JSON header, and the data.</summary>
public sealed class SafetensorsFile
{
    /// <summary>What messages call a stream, where a file has its path.</summary>
    internal const string StreamName = "stream";

    readonly Dictionary<string, SafetensorsTensor> byName;

    SafetensorsFile(IReadOnlyList<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        Tensors = tensors;
        Metadata = metadata;
        byName = tensors.ToDictionary(static tensor => tensor.Name, StringComparer.Ordinal);
    }

    /// <summary>The tensors, in the order of their data.</summary>
    public IReadOnlyList<SafetensorsTensor> Tensors { get; }

    /// <summary>Texts that the writer attached.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>A tensor by name, where there may be none.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out SafetensorsTensor? tensor) => byName.TryGetValue(name, out tensor);

    /// <summary>Reads a file.</summary>
    /// <param name="path">Where it is.</param>
    /// <exception cref="CheckpointException">It is missing, or it is no intact safetensors file; the message says what is wrong.</exception>
    public static SafetensorsFile Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        // The system would say that access is denied.
        if (Directory.Exists(path))
            throw new CheckpointException($"The weights '{path}' cannot be read: it is a folder; name a file.");
        try
        {
            using FileStream stream = File.OpenRead(path);
            return Read(stream, path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, exception);
        }
    }

    /// <summary>Reads a file from a stream, from where it stands to its end.</summary>
    /// <param name="stream">Where the file is: a resource, a download. It stays open.</param>
    /// <exception cref="ArgumentException">It is closed, or one that is only written.</exception>
    /// <exception cref="CheckpointException">It cannot be read, or what it holds is no intact safetensors file; the message says what is wrong.</exception>
    public static SafetensorsFile Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanRead)
            throw new ArgumentException("The stream cannot be read: it is closed, or one that is only written.", nameof(stream));
        try
        {
            return Read(stream, StreamName);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or InvalidOperationException)
        {
            // The latter two from gzip and Brotli that are damaged.
            throw Unreadable(StreamName, exception);
        }
    }

    /// <summary>Writes a file, sorted as the reference implementation sorts (wide types first, then by name), and replaces an old one in one step.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="tensors">What to write.</param>
    /// <param name="metadata">Texts to attach.</param>
    /// <exception cref="ArgumentException">Two tensors have one name.</exception>
    /// <exception cref="CheckpointException">The file cannot be written.</exception>
    public static void Write(string path, IEnumerable<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        SafetensorsTensor[] sorted = Sorted(tensors);
        byte[] header = SafetensorsHeader.Write(sorted, metadata);
        try
        {
            AtomicFile.Write(path, stream => Write(stream, header, sorted));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"The weights '{path}' cannot be written: {exception.Message}", exception);
        }
    }

    /// <summary>Writes what <see cref="Write(string, IEnumerable{SafetensorsTensor}, IReadOnlyDictionary{string, string}?)"/> does to a stream.</summary>
    /// <param name="stream">Where to. It stays open.</param>
    /// <param name="tensors">What to write.</param>
    /// <param name="metadata">Texts to attach.</param>
    /// <exception cref="ArgumentException">Two tensors have one name, or the stream is closed, or one that is only read.</exception>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public static void Write(Stream stream, IEnumerable<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanWrite)
            throw new ArgumentException("The stream cannot be written: it is closed, or one that is only read.", nameof(stream));
        SafetensorsTensor[] sorted = Sorted(tensors);
        Write(stream, SafetensorsHeader.Write(sorted, metadata), sorted);
    }

    static SafetensorsFile Read(Stream stream, string name)
    {
        if (!stream.CanSeek)
        {
            // A pipe, a resource that is unpacked: its length is known at its end.
            using var whole = new MemoryStream();
            stream.CopyTo(whole);
            whole.Position = 0;
            return Read(whole, name);
        }
        SafetensorsHeader header = SafetensorsHeader.Read(name, stream);
        var tensors = new SafetensorsTensor[header.Entries.Count];
        for (int i = 0; i < tensors.Length; i++)
        {
            SafetensorsHeader.Entry entry = header.Entries[i];
            byte[] data = GC.AllocateUninitializedArray<byte>(checked((int)(entry.End - entry.Begin)));
            stream.ReadExactly(data);
            tensors[i] = new SafetensorsTensor(entry.Name, entry.Type, entry.Shape, data);
        }
        return new SafetensorsFile(tensors, header.Metadata);
    }

    static SafetensorsTensor[] Sorted(IEnumerable<SafetensorsTensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        SafetensorsTensor[] sorted = [.. tensors.OrderByDescending(static tensor => tensor.Type).ThenBy(static tensor => tensor.Name, StringComparer.Ordinal)];
        return sorted.CountBy(static tensor => tensor.Name, StringComparer.Ordinal).FirstOrDefault(static pair => pair.Value > 1) is { Key: { } name }
            ? throw new ArgumentException($"Two tensors are named '{name}'.", nameof(tensors))
            : sorted;
    }

    static void Write(Stream stream, byte[] header, SafetensorsTensor[] tensors)
    {
        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        byte[] buffer = [];
        foreach (SafetensorsTensor tensor in tensors)
            stream.Write(tensor.Read(ref buffer));
    }

    static CheckpointException Unreadable(string name, Exception exception) => new($"The weights '{name}' cannot be read: {exception.Message}", exception);
}
