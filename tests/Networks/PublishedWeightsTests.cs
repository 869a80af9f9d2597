using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Lathe.Models.CommandLine;

namespace Lathe.Networks.Tests;

/// <summary>Files of weights as torchvision's users have them load without a mapping.</summary>
public sealed class PublishedWeightsTests(PublishedWeightsTests.TemporaryFile file) : IClassFixture<PublishedWeightsTests.TemporaryFile>
{
    /// <summary>Larger files than VGG's would show nothing that the smaller networks of their families do not.</summary>
    const long LargestParams = 150_000_000;

    public static TheoryData<string> Torchvision() =>
        [.. ReferenceModel.ByName.Values
            .Where(model => model.Source.StartsWith("torchvision", StringComparison.Ordinal) && model.Params < LargestParams && model.Constants.Length == 0)
            .Select(model => model.Name).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Torchvision))]
    public void A_file_of_PyTorchs_names_and_shapes_comes_back_byte_for_byte(string reference)
    {
        Write(file.Path, ReferenceModel.ByName[reference]);
        using var network = NetworkTable.All.Single(entry => entry.Reference == reference).Compile(Device.Cpu, 0);
        network.Load(file.Path);
        using var saved = SHA256.Create();
        using (var stream = new CryptoStream(Stream.Null, saved, CryptoStreamMode.Write))
            network.Save(stream);
        using var published = File.OpenRead(file.Path);
        Assert.True(SHA256.HashData(published).SequenceEqual(saved.Hash!), $"{reference} came back with other bytes.");
    }

    /// <summary>As <c>safetensors.torch.save_file(model.state_dict(), path, {"format": "pt"})</c> does: counters first, then floats, by name.</summary>
    static void Write(string path, ReferenceModel model)
    {
        var counters = model.Buffers.Where(IsCounter).OrderBy(tensor => tensor.Name, StringComparer.Ordinal);
        var floats = model.Parameters.Concat(model.Buffers.Where(tensor => !IsCounter(tensor))).OrderBy(tensor => tensor.Name, StringComparer.Ordinal);
        var header = new StringBuilder("""{"__metadata__":{"format":"pt"}""");
        var offset = 0L;
        foreach (var (tensor, type, size) in counters.Select(tensor => (tensor, "I64", 8)).Concat(floats.Select(tensor => (tensor, "F32", 4))))
        {
            var end = offset + (size * Count(tensor));
            header.Append($$""","{{tensor.Name}}":{"dtype":"{{type}}","shape":[{{string.Join(",", tensor.Shape)}}],"data_offsets":[{{offset}},{{end}}]}""");
            offset = end;
        }
        header.Append('}').Append(' ', (8 - (header.Length % 8)) % 8);

        using var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, bufferSize: 1 << 20);
        Span<byte> number = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(number, header.Length);
        stream.Write(number);
        stream.Write(Encoding.UTF8.GetBytes(header.ToString()));
        foreach (var _ in counters)
        {
            BinaryPrimitives.WriteInt64LittleEndian(number, 1234567);
            stream.Write(number);
        }
        var values = new float[floats.Max(Count)];
        foreach (var tensor in floats)
            stream.Write(MemoryMarshal.AsBytes(Values(tensor, values)));
        stream.SetLength(stream.Position);
    }

    /// <summary>Numbers that differ within a tensor and between tensors.</summary>
    static Span<float> Values(ReferenceTensor tensor, float[] buffer)
    {
        var values = buffer.AsSpan(0, (int)Count(tensor));
        for (var i = 0; i < values.Length; i++)
            values[i] = ((i % 8191) + tensor.Name.Length) * 1e-4f;
        return values;
    }

    static bool IsCounter(ReferenceTensor tensor) => tensor.Name.EndsWith(".num_batches_tracked", StringComparison.Ordinal);

    static long Count(ReferenceTensor tensor) => tensor.Shape.Aggregate(1L, (product, extent) => product * extent);

    /// <summary>A file that each network overwrites: a new one a network would take longer to make than what is written into it.</summary>
    public sealed class TemporaryFile : IDisposable
    {
        public string Path { get; } = System.IO.Path.GetTempFileName();

        public void Dispose() => File.Delete(Path);
    }
}
