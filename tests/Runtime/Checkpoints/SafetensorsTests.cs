using System.Text;

namespace Lathe.Runtime.Tests;

public sealed class SafetensorsTests
{
    static byte[] File(string header, int dataBytes)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        return [.. BitConverter.GetBytes((long)json.Length), .. json, .. Enumerable.Range(0, dataBytes).Select(static i => (byte)i)];
    }

    static string Error(byte[] contents)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("weights.safetensors", contents);
        string message = Assert.Throws<CheckpointException>(() => SafetensorsFile.Read(path)).Message;
        Assert.Contains(path, message, StringComparison.Ordinal);
        return message;
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("deep/weights.safetensors");
        SafetensorsFile.Write(
            path,
            [SafetensorsTensor.Of("b", [2, 3], [1f, -2f, 3.5f, float.NaN, float.MaxValue, 1e-40f]), SafetensorsTensor.Of("a \"quoted\" é", [], [7f]), SafetensorsTensor.Of("n", [2], [long.MinValue, 5])],
            new Dictionary<string, string> { ["format"] = "pt", ["a"] = "b" });
        SafetensorsFile file = SafetensorsFile.Read(path);
        Assert.Equal(["n", "a \"quoted\" é", "b"], file.Tensors.Select(static tensor => tensor.Name));
        Assert.True(file.TryGet("b", out SafetensorsTensor? b));
        Assert.Equal([2, 3], b.Shape);
        Assert.Equal([1f, -2f, 3.5f, float.NaN, float.MaxValue, 1e-40f], b.ToFloats());
        Assert.Equal([long.MinValue, 5.0], file.Tensors[0].ToDoubles());
        Assert.Equal("pt", file.Metadata["format"]);
        Assert.False(file.TryGet("c", out _));
    }

    /// <summary>The bytes that the reference implementation (safetensors for Python) writes for the same tensors.</summary>
    [Fact]
    public void The_bytes_are_those_of_the_reference_implementation()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("weights.safetensors");
        SafetensorsFile.Write(
            path, [SafetensorsTensor.Of("w", [1, 2], [1f, 2f]), SafetensorsTensor.Of("b", [1], [3f]), SafetensorsTensor.Of("z", [], [4L])], new Dictionary<string, string> { ["format"] = "pt" });
        const string Header = """{"__metadata__":{"format":"pt"},"z":{"dtype":"I64","shape":[],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]},"w":{"dtype":"F32","shape":[1,2],"data_offsets":[12,20]}}""";
        int padded = (Header.Length + 7) / 8 * 8;
        byte[] expected =
        [
            .. BitConverter.GetBytes((long)padded), .. Encoding.UTF8.GetBytes(Header.PadRight(padded)), .. BitConverter.GetBytes(4L),
            .. BitConverter.GetBytes(3f), .. BitConverter.GetBytes(1f), .. BitConverter.GetBytes(2f),
        ];
        Assert.Equal(expected, System.IO.File.ReadAllBytes(path));
    }

    [Theory]
    [InlineData("F64", "000000000000F83F", 1.5)]
    [InlineData("F32", "0000C03F", 1.5)]
    [InlineData("F16", "003E", 1.5)]
    [InlineData("F16", "0100", 5.960464477539063e-8)]
    [InlineData("BF16", "C03F", 1.5)]
    [InlineData("I64", "FEFFFFFFFFFFFFFF", -2.0)]
    [InlineData("I32", "FEFFFFFF", -2.0)]
    [InlineData("I16", "FEFF", -2.0)]
    [InlineData("I8", "FE", -2.0)]
    [InlineData("U64", "0200000000000000", 2.0)]
    [InlineData("U32", "FEFFFFFF", 4294967294.0)]
    [InlineData("U16", "FEFF", 65534.0)]
    [InlineData("U8", "FE", 254.0)]
    [InlineData("BOOL", "01", 1.0)]
    public void Every_element_type_is_read(string type, string bytes, double value)
    {
        byte[] data = Convert.FromHexString(bytes);
        string header = $$$"""{"x":{"dtype":"{{{type}}}","shape":[1],"data_offsets":[0,{{{data.Length}}}]}}""";
        using var folder = new TemporaryFolder();
        string path = folder.Write("x", [.. File(header, 0), .. data]);
        SafetensorsTensor tensor = Assert.Single(SafetensorsFile.Read(path).Tensors);
        Assert.Equal([value], tensor.ToDoubles());
        Assert.Equal([(float)value], tensor.ToFloats());
    }

    [Fact]
    public void Offsets_may_be_listed_in_any_order()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("x", File("""{"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]},"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"e":{"dtype":"F32","shape":[0,4],"data_offsets":[3,3]}}""", 3));
        SafetensorsFile file = SafetensorsFile.Read(path);
        Assert.True(file.TryGet("b", out SafetensorsTensor? b));
        Assert.Equal([1.0, 2.0], b.ToDoubles());
        Assert.True(file.TryGet("e", out SafetensorsTensor? empty));
        Assert.Empty(empty.ToFloats());
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}""", 3, "overlap or leave a gap")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[3,5]}}""", 5, "overlap or leave a gap")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}""", 3, "end at byte 2 of the data, but there are 3")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""", 3, "but there are 3")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, "needs 8 bytes, but has 4")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[2,0]}}""", 2, "[2,0]")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[-2,0]}}""", 2, "[-2,0]")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,1e30]}}""", 2, "1e30")]
    [InlineData("""{"a":{"dtype":"U8","shape":[-2],"data_offsets":[0,2]}}""", 2, "shape of 'a' holds -2")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1.5],"data_offsets":[0,2]}}""", 2, "shape of 'a' holds 1.5")]
    [InlineData("""{"a":{"dtype":"U8","shape":["2"],"data_offsets":[0,2]}}""", 2, "shape of 'a' holds \"2\"")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2147483647,2147483647,2147483647,2147483647],"data_offsets":[0,4]}}""", 4, "needs")]
    [InlineData("""{"a":{"dtype":"F7","shape":[2],"data_offsets":[0,2]}}""", 2, "'F7'")]
    [InlineData("""{"a":{"dtype":"1","shape":[2],"data_offsets":[0,2]}}""", 2, "'1'")]
    [InlineData("""{"a":{"shape":[2],"data_offsets":[0,2]}}""", 2, "lacks dtype")]
    [InlineData("""{"a":{"dtype":"U8","data_offsets":[0,2]}}""", 2, "lacks dtype, shape")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0]}}""", 2, "data_offsets")]
    [InlineData("""{"a":5}""", 0, "lacks")]
    [InlineData("""{"__metadata__":5}""", 0, "metadata are a JSON Number")]
    [InlineData("""{"__metadata__":{"a":5}}""", 0, "metadata 'a' are no text")]
    [InlineData("""[]""", 0, "not an object")]
    [InlineData("""{"a":""", 0, "no JSON")]
    [InlineData("""{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}""", 0, "no JSON")]
    public void Wrong_headers_are_errors_that_say_what_is_wrong(string header, int dataBytes, string expected) =>
        Assert.Contains(expected, Error(File(header, dataBytes)), StringComparison.Ordinal);

    [Fact]
    public void A_type_that_is_not_known_is_no_damage()
    {
        string message = Error(File("""{"a":{"dtype":"F8_E4M3","shape":[2],"data_offsets":[0,2]}}""", 2));
        Assert.Contains("'F8_E4M3'", message, StringComparison.Ordinal);
        Assert.DoesNotContain("intact", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 1, 2, 3 })]
    [InlineData(new byte[] { 9, 0, 0, 0, 0, 0, 0, 0, 123, 125 })]
    [InlineData(new byte[] { 255, 255, 255, 255, 255, 255, 255, 255, 123, 125 })]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0, 0, 128, 123, 125 })]
    [InlineData(new byte[] { 2, 0, 0, 0, 0, 0, 0, 0, 123, 200 })]
    public void Wrong_lengths_of_the_header_are_errors(byte[] contents) => Assert.Contains("not an intact safetensors file", Error(contents), StringComparison.Ordinal);

    [Fact]
    public void Every_truncation_and_every_flipped_header_byte_is_an_error_or_read_whole()
    {
        byte[] intact = File("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"U8","shape":[3],"data_offsets":[8,11]}}""", 11);
        for (int length = 0; length < intact.Length; length++)
            Error(intact[..length]);
        using var folder = new TemporaryFolder();
        int errors = 0;
        for (int i = 0; i < 2 * (intact.Length - 11); i++)
        {
            // The high bit makes a text no UTF-8.
            byte[] changed = [.. intact];
            changed[i / 2] ^= i % 2 == 0 ? (byte)0x10 : (byte)0x80;
            string path = folder.Write("changed", changed);
            try
            {
                Assert.Equal(11, SafetensorsFile.Read(path).Tensors.Sum(static tensor => tensor.Length * (tensor.Type == SafetensorsType.F32 ? 4 : 1)));
            }
            catch (CheckpointException)
            {
                errors++;
            }
        }
        Assert.True(errors > 60, $"{errors} errors");
    }

    [Fact]
    public void A_missing_file_is_an_error() => Assert.Throws<CheckpointException>(static () => SafetensorsFile.Read("/no/such/weights"));

    [Fact]
    public void A_place_that_cannot_be_written_is_an_error()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("file", []) + "/weights";
        Assert.Contains(path, Assert.Throws<CheckpointException>(() => SafetensorsFile.Write(path, [])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_tensors_of_one_name_are_an_error() =>
        Assert.Throws<ArgumentException>(static () => SafetensorsFile.Write("unused", [SafetensorsTensor.Of("a", [], [1f]), SafetensorsTensor.Of("a", [], [1L])]));

    [Fact]
    public void A_shape_that_does_not_fit_its_elements_is_an_error() => Assert.Throws<ArgumentException>(static () => SafetensorsTensor.Of("a", [2, 2], [1f]));

    /// <summary>Their product is 2^64, which a long takes for 0.</summary>
    [Fact]
    public void A_shape_whose_elements_overflow_is_an_error() => Assert.Throws<ArgumentException>(static () => SafetensorsTensor.Of("a", [1 << 16, 1 << 16, 1 << 16, 1 << 16], ReadOnlySpan<float>.Empty));

    [Fact]
    public void A_shape_with_a_negative_extent_is_an_error() => Assert.Throws<ArgumentException>(static () => SafetensorsTensor.Of("a", [-1, -1], [1f]));

    [Fact]
    public void No_tensor_has_the_name_of_a_files_texts() => Assert.Throws<ArgumentException>(static () => SafetensorsTensor.Of("__metadata__", [1], [1f]));

    [Fact]
    public void A_file_of_torch_save_is_an_error_that_says_what_to_do()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("resnet18.pth");
        System.IO.File.WriteAllBytes(path, [.. "PK\u0003\u0004"u8, .. new byte[100]]);
        Assert.Contains("safetensors.torch.save_file", Assert.Throws<CheckpointException>(() => SafetensorsFile.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_interrupted_write_leaves_the_old_file()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("weights", [1, 2, 3]);
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(path, static stream =>
        {
            stream.WriteByte(9);
            throw new InvalidOperationException();
        }));
        Assert.Equal([1, 2, 3], System.IO.File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(folder.ToString()));
    }
}
