using System.IO.Compression;

namespace Lathe.Runtime.Tests;

public sealed class StateDictTests
{
    static void Change(Network network)
    {
        using var optimizer = new Sgd(network, learningRate: 0.5);
        Mlp.Step(network, Mlp.Numbers(network.InputShape.Aggregate(4, static (product, extent) => product * extent)), Mlp.OneHot(4, network.OutputShape[0]), 4);
        optimizer.Step();
    }

    [Fact]
    public void Weights_and_states_survive_a_round_trip_and_so_do_the_bytes()
    {
        using var folder = new TemporaryFolder();
        string first = folder.File("first"), second = folder.File("second");
        using Network saved = Mlp.Create(new MlpProgram(3, 2, 4, 5, 6), seed: 1), loaded = Mlp.Create(new MlpProgram(3, 2, 4, 5, 6), seed: 2);
        Change(saved);
        saved.Save(first);
        loaded.Load(first);
        Assert.Equal(Mlp.Weights(saved), Mlp.Weights(loaded));
        float[] x = Mlp.Numbers(24);
        Assert.Equal(saved.Predict(x, 1), loaded.Predict(x, 1));
        loaded.Save(second);
        Assert.Equal(File.ReadAllBytes(first), File.ReadAllBytes(second));
    }

    [Fact]
    public void Streams_hold_what_files_do()
    {
        using var folder = new TemporaryFolder();
        using Network saved = Mlp.Create(new MlpProgram(3, 2, 4, 5, 6), seed: 1), loaded = Mlp.Create(new MlpProgram(3, 2, 4, 5, 6), seed: 2), unpacked = Mlp.Create(new MlpProgram(3, 2, 4, 5, 6), seed: 3);
        Change(saved);
        saved.Save(folder.File("weights"));
        using var stream = new MemoryStream();
        stream.WriteByte(7);
        saved.Save(stream);
        byte[] bytes = stream.ToArray()[1..];
        Assert.Equal(File.ReadAllBytes(folder.File("weights")), bytes);

        // From where it stands, and from one that cannot tell how long it is.
        stream.Position = 1;
        loaded.Load(stream);
        Assert.Equal(Mlp.Weights(saved), Mlp.Weights(loaded));
        using var packed = new MemoryStream();
        using (var writer = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            writer.Write(bytes);
        packed.Position = 0;
        unpacked.Load(new GZipStream(packed, CompressionMode.Decompress));
        Assert.Equal(Mlp.Weights(saved), Mlp.Weights(unpacked));

        var cut = Assert.Throws<CheckpointException>(() => loaded.Load(new MemoryStream(bytes[..^4])));
        Assert.StartsWith("'stream' is not an intact safetensors file: ", cut.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_has_the_names_and_shapes_of_a_state_dict()
    {
        using var folder = new TemporaryFolder();
        using Network network = Mlp.Create(new MlpProgram(3, 2, 4, 5, 6));
        Change(network);
        network.Save(folder.File("weights"));
        SafetensorsFile file = SafetensorsFile.Read(folder.File("weights"));
        Assert.Equal(
            ["norm.num_batches_tracked []", "fc1.weight [5, 24]", "fc2.bias [6]", "fc2.weight [6, 5]", "norm.running_mean [5]"],
            file.Tensors.Select(static tensor => $"{tensor.Name} [{string.Join(", ", tensor.Shape)}]"));
        Assert.Equal([1.0], file.Tensors[0].ToDoubles());
        Assert.Equal(network.Parameters["fc1.weight"].ToArray(), file.Tensors[1].ToFloats());
    }

    [Fact]
    public void Every_difference_stands_in_one_error_and_nothing_changes()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("other");
        SafetensorsFile.Write(path,
        [
            SafetensorsTensor.Of("fc1.weight", [64, 32], new float[2048]),
            SafetensorsTensor.Of("fc2.weight", [10, 32], new long[320]),
            SafetensorsTensor.Of("norm.num_batches_tracked", [2], new long[2]),
            SafetensorsTensor.Of("head.weight", [3], new float[3]),
            SafetensorsTensor.Of("head.bias", [], new float[1]),
        ]);
        using Network network = Mlp.Create();
        float[] before = Mlp.Weights(network);
        string message = Assert.Throws<CheckpointException>(() => network.Load(path)).Message.ReplaceLineEndings("\n");
        Assert.Equal(
            $"""
            The weights '{path}' do not fit Tests.Mlp.
            2 missing from the file:
              fc2.bias [10]
              norm.running_mean [32]
            2 not in the network:
              head.bias []
              head.weight [3]
            3 of another shape or type:
              fc1.weight is [64, 32] in the file, [32, 64] in the network
              fc2.weight is of type I64 in the file; F16, BF16, F32 and F64 can be read
              norm.num_batches_tracked is [2] in the file; it is one number
            Load with 'rename' if the file uses other names, and with 'keep' for what is to stay as it is.
            """.ReplaceLineEndings("\n"),
            message);
        Assert.Equal(before, Mlp.Weights(network));
    }

    [Fact]
    public void Foreign_names_are_mapped_and_left_out()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("foreign");
        using Network source = Mlp.Create(seed: 3), target = Mlp.Create(seed: 4);
        SafetensorsFile.Write(path,
        [
            .. source.Parameters.Concat(source.States).Select(static tensor => SafetensorsTensor.Of($"module.{tensor.Name}", tensor.Shape, tensor.ToArray())),
            SafetensorsTensor.Of("epoch", [], [12L]),
        ]);
        Assert.Throws<CheckpointException>(() => target.Load(path));
        target.Load(path, static name => name.StartsWith("module.", StringComparison.Ordinal) ? name["module.".Length..] : null);
        Assert.Equal(Mlp.Weights(source), Mlp.Weights(target));
        string message = Assert.Throws<CheckpointException>(() => target.Load(path, static _ => "fc2.bias")).Message;
        Assert.Contains("named twice", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_classifier_of_other_classes_keeps_its_values()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("pretrained");
        using Network source = Mlp.Create(new MlpProgram(3, 2, 4, 5, 100), seed: 3), target = Mlp.Create(new MlpProgram(3, 2, 4, 5, 6), seed: 4), untouched = Mlp.Create(new MlpProgram(3, 2, 4, 5, 6), seed: 4);
        Change(source);
        source.Save(path);
        Assert.Throws<CheckpointException>(() => target.Load(path));
        target.Load(path, keep: static name => name.StartsWith("fc2.", StringComparison.Ordinal));
        Assert.Equal(source.Parameters["fc1.weight"].ToArray(), target.Parameters["fc1.weight"].ToArray());
        Assert.Equal(source.States["norm.running_mean"].ToArray(), target.States["norm.running_mean"].ToArray());
        Assert.Equal(untouched.Parameters["fc2.weight"].ToArray(), target.Parameters["fc2.weight"].ToArray());
        target.Load(path, static name => name.StartsWith("fc1.", StringComparison.Ordinal) ? name : null, static name => !name.StartsWith("fc1.", StringComparison.Ordinal));
        Assert.Throws<CheckpointException>(() => target.Load(path, static name => name + "x", static name => name.StartsWith("fc2.", StringComparison.Ordinal)));
    }

    [Fact]
    public void Counters_are_tolerated_when_absent_and_kept_when_present()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("weights");
        using Network network = Mlp.Create();
        SafetensorsTensor[] tensors = [.. network.Parameters.Concat(network.States).Select(static tensor => SafetensorsTensor.Of(tensor.Name, tensor.Shape, tensor.ToArray()))];
        SafetensorsFile.Write(path, tensors);
        network.Load(path);
        SafetensorsFile.Write(path, [.. tensors, SafetensorsTensor.Of("norm.num_batches_tracked", [], [41L])]);
        network.Load(path);
        network.Forward(Mlp.Numbers(64 * 2), 2);
        network.Save(path);
        Assert.Equal([42.0], SafetensorsFile.Read(path).Tensors[0].ToDoubles());
    }

    [Fact]
    public void Double_precision_files_are_rounded()
    {
        using var folder = new TemporaryFolder();
        using Network network = Mlp.Create();
        string path = folder.File("double");
        SafetensorsFile.Write(path, network.Parameters.Concat(network.States).Select(static tensor =>
        {
            byte[] data = [.. tensor.ToArray().SelectMany(static value => BitConverter.GetBytes(value + 1e-12))];
            return new SafetensorsTensor(tensor.Name, SafetensorsType.F64, tensor.Shape, data);
        }));
        float[] before = Mlp.Weights(network);
        network.Initialize();
        network.Load(path);
        float[] after = Mlp.Weights(network);
        for (int i = 0; i < before.Length; i++)
            Assert.Equal(before[i], after[i], 1e-7);
    }
}
