using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Lathe;

/// <summary>The JSON header of a safetensors file, and the checks that make a damaged or hostile one an error.</summary>
sealed class SafetensorsHeader
{
    /// <summary>What no tensor may be called.</summary>
    internal const string MetadataName = "__metadata__";

    /// <summary>What a zip archive begins with, as which PyTorch's own files are packed.</summary>
    const uint ZipMark = 0x04034B50;

    const long LongestHeader = 100_000_000;
    const int Alignment = 8;

    readonly string path;
    readonly long dataBytes;

    SafetensorsHeader(string path, long dataBytes)
    {
        this.path = path;
        this.dataBytes = dataBytes;
    }

    public List<Entry> Entries { get; private set; } = [];

    public SortedDictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

    /// <summary>A tensor's place: bytes <paramref name="Begin"/> to <paramref name="End"/> - 1 of the data.</summary>
    public sealed record Entry(string Name, SafetensorsType Type, int[] Shape, long Begin, long End);

    /// <summary>Reads and checks the header; the stream then stands at the data, which the entries cover in order and without gaps.</summary>
    public static SafetensorsHeader Read(string path, Stream stream)
    {
        Span<byte> prefix = stackalloc byte[sizeof(long)];
        long bytes = Math.Max(0, stream.Length - stream.Position);
        if (bytes < prefix.Length)
            throw Damaged(path, $"it has {bytes} bytes, fewer than the 8 of the header's length");
        stream.ReadExactly(prefix);
        if (BinaryPrimitives.ReadUInt32LittleEndian(prefix) == ZipMark)
            throw new CheckpointException($"'{path}' is a zip archive, as torch.save writes it, not a safetensors file. Write the state-dict with safetensors.torch.save_file in Python.");
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > (ulong)Math.Min(LongestHeader, bytes - prefix.Length))
            throw Damaged(path, $"its first 8 bytes give a header of {length} bytes, but {bytes - prefix.Length} follow (at most {LongestHeader} are allowed)");
        var json = new byte[length];
        stream.ReadExactly(json);
        var header = new SafetensorsHeader(path, bytes - prefix.Length - json.Length);
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            header.Fill(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The latter where a text in it is no UTF-8.
            throw Damaged(path, $"its header is no JSON: {Excerpt.Of(exception.Message.TrimEnd('.'))}", exception);
        }
        header.CheckCoverage();
        return header;
    }

    /// <summary>The header of tensors whose data lie one after the other.</summary>
    public static byte[] Write(IReadOnlyList<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                writer.WriteStartObject(MetadataName);
                foreach ((string key, string value) in metadata.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
                    writer.WriteString(key, value);
                writer.WriteEndObject();
            }
            long offset = 0;
            foreach (SafetensorsTensor tensor in tensors)
            {
                writer.WriteStartObject(tensor.Name);
                writer.WriteString("dtype", TypeName(tensor.Type));
                writer.WriteStartArray("shape");
                foreach (int extent in tensor.Shape)
                    writer.WriteNumberValue(extent);
                writer.WriteEndArray();
                writer.WriteStartArray("data_offsets");
                writer.WriteNumberValue(offset);
                writer.WriteNumberValue(offset += tensor.Bytes);
                writer.WriteEndArray();
                writer.WriteEndObject();
            }
            writer.WriteEndObject();
        }
        while (buffer.Length % Alignment != 0)
            buffer.WriteByte((byte)' ');
        return buffer.ToArray();
    }

    void Fill(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw Damaged(path, $"its header is a JSON {root.ValueKind}, not an object");
        foreach (JsonProperty property in root.EnumerateObject())
        {
            if (property.Name == MetadataName)
                FillMetadata(property.Value);
            else
                Entries.Add(ReadEntry(property.Name, property.Value));
        }
    }

    void FillMetadata(JsonElement metadata)
    {
        if (metadata.ValueKind != JsonValueKind.Object)
            throw Damaged(path, $"its metadata are a JSON {metadata.ValueKind}, not an object");
        foreach (JsonProperty property in metadata.EnumerateObject())
        {
            Metadata[property.Name] = property.Value.ValueKind == JsonValueKind.String
                ? property.Value.GetString()!
                : throw Damaged(path, $"its metadata '{Excerpt.Of(property.Name)}' are no text");
        }
    }

    Entry ReadEntry(string name, JsonElement entry)
    {
        if (entry.ValueKind != JsonValueKind.Object
            || !entry.TryGetProperty("dtype", out JsonElement typeName) || typeName.ValueKind != JsonValueKind.String
            || !entry.TryGetProperty("shape", out JsonElement shape) || shape.ValueKind != JsonValueKind.Array
            || !entry.TryGetProperty("data_offsets", out JsonElement offsets) || offsets.ValueKind != JsonValueKind.Array || offsets.GetArrayLength() != 2)
            throw Damaged(path, $"the entry of '{Excerpt.Of(name)}' lacks dtype, shape or two data_offsets");
        if (TypeOf(typeName.GetString()!) is not { } type)
            throw new CheckpointException($"'{path}' cannot be read: '{Excerpt.Of(name)}' has the element type '{Excerpt.Of(typeName.GetString()!)}', which is not known here. Convert it to F32.");
        var extents = new int[shape.GetArrayLength()];
        Int128 bytes = SafetensorsTensor.SizeOf(type);
        for (int i = 0; i < extents.Length; i++)
        {
            if (shape[i].ValueKind != JsonValueKind.Number || !shape[i].TryGetInt32(out extents[i]) || extents[i] < 0)
                throw Damaged(path, $"the shape of '{Excerpt.Of(name)}' holds {Excerpt.Of(shape[i].GetRawText())}");
            bytes = Int128.Min(bytes * extents[i], long.MaxValue);
        }
        if (!TryGetOffset(offsets[0], out long begin) || !TryGetOffset(offsets[1], out long end) || begin > end || end > dataBytes)
            throw Damaged(path, $"the data of '{Excerpt.Of(name)}' are bytes {Excerpt.Of(offsets.GetRawText())}, but there are {dataBytes}");
        if (end - begin != bytes)
            throw Damaged(path, $"'{Excerpt.Of(name)}' [{Excerpt.Of(string.Join(", ", extents))}] of {TypeName(type)} needs {bytes} bytes, but has {end - begin}");
        if (bytes > Array.MaxLength)
            throw Damaged(path, $"'{Excerpt.Of(name)}' has {bytes} bytes; at most {Array.MaxLength} can be read");
        return new Entry(name, type, extents, begin, end);
    }

    void CheckCoverage()
    {
        Entries = [.. Entries.OrderBy(static entry => entry.Begin).ThenBy(static entry => entry.End)];
        long expected = 0;
        foreach (Entry entry in Entries)
        {
            if (entry.Begin != expected)
                throw Damaged(path, $"the data of '{Excerpt.Of(entry.Name)}' begin at byte {entry.Begin}, where {expected} was expected: tensors overlap or leave a gap");
            expected = entry.End;
        }
        if (expected != dataBytes)
            throw Damaged(path, $"its tensors end at byte {expected} of the data, but there are {dataBytes}");
    }

    static bool TryGetOffset(JsonElement element, out long offset)
    {
        offset = 0;
        return element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out offset) && offset >= 0;
    }

    static CheckpointException Damaged(string path, string what, Exception? inner = null) =>
        new($"'{path}' is not an intact safetensors file: {what}. Copy or download it again.", inner);

    static string TypeName(SafetensorsType type) => type == SafetensorsType.Bool ? "BOOL" : Enum.GetName(type)!;

    static SafetensorsType? TypeOf(string name)
    {
        foreach (SafetensorsType type in Enum.GetValues<SafetensorsType>())
        {
            if (TypeName(type) == name)
                return type;
        }
        return null;
    }
}
