using System.IO.Compression;
using System.IO.Pipes;
using System.Text;

namespace Lathe.Runtime.Tests;

/// <summary>Weights from places that are no plain file, and weights that are made to do harm.</summary>
public sealed class UnreadableTests
{
    static byte[] Weights(int count = 1000)
    {
        using var stream = new MemoryStream();
        SafetensorsFile.Write(stream, [SafetensorsTensor.Of("a", [count], Mlp.Numbers(count))]);
        return stream.ToArray();
    }

    static byte[] WithHeader(string json)
    {
        byte[] header = Encoding.UTF8.GetBytes(json);
        return [.. BitConverter.GetBytes((long)header.Length), .. header];
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Damaged_packed_streams_are_errors_of_checkpoints(bool brotli)
    {
        byte[] damaged = Weights();
        using Stream stream = brotli ? new BrotliStream(new MemoryStream(damaged), CompressionMode.Decompress) : new GZipStream(new MemoryStream(damaged), CompressionMode.Decompress);
        using Network network = Mlp.Create();
        float[] before = Mlp.Weights(network);
        Assert.Contains("'stream' cannot be read", Assert.Throws<CheckpointException>(() => network.Load(stream)).Message, StringComparison.Ordinal);
        Assert.Equal(before, Mlp.Weights(network));
    }

    [Fact]
    public void Streams_that_are_closed_or_go_the_other_way_are_wrong_arguments()
    {
        using Network network = Mlp.Create();
        var closed = new MemoryStream(Weights());
        closed.Dispose();
        Assert.Throws<ArgumentException>(() => network.Load(closed));
        Assert.Throws<ArgumentException>(() => network.Save(closed));
        using var packing = new GZipStream(new MemoryStream(), CompressionMode.Compress);
        Assert.Throws<ArgumentException>(() => network.Load(packing));
        using var fixedBytes = new MemoryStream(new byte[10], writable: false);
        Assert.Throws<ArgumentException>(() => network.Save(fixedBytes));
    }

    [Fact]
    public async Task A_pipe_has_a_path_too()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux has paths of pipes.");
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        string path = $"/proc/self/fd/{pipe.GetClientHandleAsString()}";
        // More than a pipe holds, so that it is not closed before it is opened.
        byte[] weights = Weights(1_000_000);
        var writing = Task.Run(() =>
        {
            pipe.Write(weights);
            pipe.Dispose();
        }, TestContext.Current.CancellationToken);
        Assert.Equal(1_000_000, Assert.Single(SafetensorsFile.Read(path).Tensors).Length);
        await writing;
    }

    [Fact]
    public void A_folder_is_an_error_that_says_so()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("is a folder", Assert.Throws<CheckpointException>(() => SafetensorsFile.Read(folder.ToString())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"a":tXXX""")]
    [InlineData("""{"aXXX":5}""")]
    [InlineData("""{"a":{"dtype":"XXX","shape":[],"data_offsets":[0,0]}}""")]
    [InlineData("""{"a":{"dtype":"U8","shape":["XXX"],"data_offsets":[0,0]}}""")]
    [InlineData("""{"a":{"dtype":"U8","shape":[],"data_offsets":["XXX",0]}}""")]
    [InlineData("""{"a":{"dtype":"U8","shape":[],"data_offsets":[0,0]},"aXXX":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}""")]
    [InlineData("""{"__metadata__":{"aXXX":5}}""")]
    [InlineData("""{"__metadata__":{"lathe.optimizer":"XXX"}}""")]
    [InlineData("""{"__metadata__":{"lathe.optimizer":"Sgd","lathe.epoch":"XXX"}}""")]
    public void Messages_show_little_of_the_file_and_no_control_characters(string header)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("weights", WithHeader(header.Replace("XXX", @"\u001b[2J" + new string('x', 100_000), StringComparison.Ordinal)));
        using Network network = Mlp.Create();
        Dataset digits = Datasets.Load("digits").Train;
        using var trainer = new Trainer(network, digits, null, new TrainingOptions());
        foreach (Action load in (Action[])[() => network.Load(path), () => trainer.Resume(path)])
        {
            string message = Assert.Throws<CheckpointException>(load).Message;
            Assert.InRange(message.Length, 0, 2000);
            Assert.DoesNotContain(message, static letter => char.IsControl(letter) && !Environment.NewLine.Contains(letter));
        }
    }
}
