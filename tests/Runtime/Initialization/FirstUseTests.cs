namespace Lathe.Runtime.Tests;

/// <summary>Initial values are drawn when they are first needed; nobody can tell.</summary>
public sealed class FirstUseTests
{
    readonly float[] drawn;

    public FirstUseTests()
    {
        using Network network = Mlp.Create();
        network.Initialize();
        drawn = Mlp.Weights(network);
    }

    [Fact]
    public void Whoever_reads_them_first_finds_them()
    {
        using Network read = Mlp.Create(), predicted = Mlp.Create(), saved = Mlp.Create();
        Assert.Equal(drawn, Mlp.Weights(read));
        float[] output = predicted.Predict(Mlp.Numbers(64), 1);
        Assert.Equal(read.Predict(Mlp.Numbers(64), 1), output);
        using var folder = new TemporaryFolder();
        saved.Save(folder.File("weights"));
        using Network loaded = Mlp.Create(seed: 2);
        loaded.Load(folder.File("weights"));
        Assert.Equal(drawn, Mlp.Weights(loaded));
    }

    [Fact]
    public void States_read_first_are_those_of_the_beginning()
    {
        using Network network = Mlp.Create();
        Assert.All(network.States, state => Assert.All(state.ToArray(), static value => Assert.True(value is 0 or 1)));
        Assert.Equal(drawn, Mlp.Weights(network));
    }

    [Fact]
    public void An_optimisers_step_before_any_pass_starts_from_them()
    {
        using Network stepped = Mlp.Create(), read = Mlp.Create();
        Assert.Equal(drawn, Mlp.Weights(read));
        foreach (Network network in new[] { stepped, read })
        {
            using var optimizer = new Sgd(network, learningRate: 0.5, weightDecay: 0.1);
            optimizer.Step();
        }
        Assert.NotEqual(drawn, Mlp.Weights(read));
        Assert.Equal(Mlp.Weights(read), Mlp.Weights(stepped));
    }

    [Fact]
    public void Gradients_written_before_stay()
    {
        using Network network = Mlp.Create();
        NetworkTensor gradient = network.Gradients[0];
        gradient.CopyFrom(Mlp.Numbers(gradient.Length));
        Assert.Equal(drawn, Mlp.Weights(network));
        Assert.Equal(Mlp.Numbers(gradient.Length), gradient.ToArray());
    }

    [Fact]
    public void A_file_that_does_not_fit_leaves_them()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("other");
        SafetensorsFile.Write(path, [SafetensorsTensor.Of("other", [1], [1f])]);
        using Network network = Mlp.Create();
        Assert.Throws<CheckpointException>(() => network.Load(path));
        Assert.Equal(drawn, Mlp.Weights(network));
    }

    [Fact]
    public void A_file_that_fits_saves_the_drawing()
    {
        using var folder = new TemporaryFolder();
        using Network saved = Mlp.Create(new MlpProgram(3, 64, 64, 256)), loaded = Mlp.Create(new MlpProgram(3, 64, 64, 256));
        saved.Save(folder.File("weights"));
        long before = GC.GetAllocatedBytesForCurrentThread();
        loaded.Load(folder.File("weights"));
        _ = loaded.Parameters;
        // What is drawn is drawn into an array first; a file is one array.
        long weights = sizeof(float) * loaded.Costs.Parameters;
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, weights, weights + (weights / 2));
    }
}
