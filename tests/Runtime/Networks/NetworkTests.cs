using Lathe.Tests;

namespace Lathe.Runtime.Tests;

public sealed class NetworkTests
{
    [Fact]
    public void A_network_tells_what_it_is()
    {
        using Network network = Mlp.Create(new MlpProgram(3, 4, 5, 6, 7), seed: 9);
        Assert.Equal("Tests.Mlp", network.Name);
        Assert.Equal([3, 4, 5], network.InputShape);
        Assert.Equal([7], network.OutputShape);
        Assert.Equal(9ul, network.Seed);
        Assert.Equal((60 * 6) + (6 * 7) + 7, network.Costs.Parameters);
        Assert.Equal((60 * 6) + (6 * 7), network.Costs.MultiplyAdds);
        Assert.Equal(["fc1.weight", "fc2.weight", "fc2.bias"], network.Parameters.Select(static parameter => parameter.Name));
        Assert.Equal([6, 60], network.Parameters["fc1.weight"].Shape);
        Assert.Equal("Tests.Mlp on cpu:1: [3, 4, 5] to [7]", network.ToString());
    }

    [Fact]
    public void Code_of_another_version_is_an_error_that_says_what_to_do()
    {
        string message = Assert.Throws<InvalidOperationException>(static () => Network.Create(new MlpProgram(builtFor: 0))).Message;
        Assert.Contains("generated for version 0", message, StringComparison.Ordinal);
        Assert.Contains("Rebuild", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Memory_figures_grow_with_the_batch_and_the_arena_with_the_largest_one()
    {
        using Network network = Mlp.Create();
        long perSample = network.Costs.TrainingBytes(2) - network.Costs.TrainingBytes(1);
        Assert.Equal(network.Costs.TrainingBytes(0) + (100 * perSample), network.Costs.TrainingBytes(100));
        Assert.Equal(network.Costs.TrainingTraffic(0) + (100 * perSample), network.Costs.TrainingTraffic(100));
        Assert.Throws<ArgumentOutOfRangeException>(() => network.Costs.InferenceTraffic(-1));
        Assert.Equal(100 * perSample, network.Costs.KeptBytes(100));
        long before = network.Costs.AllocatedBytes;
        network.Forward(Mlp.Numbers(64 * 50), 50);
        long after = network.Costs.AllocatedBytes;
        Assert.True(after - before >= network.Costs.TrainingBytes(50));
        network.Forward(Mlp.Numbers(64 * 20), 20);
        Assert.Equal(after, network.Costs.AllocatedBytes);
    }

    [Fact]
    public void Inference_takes_no_memory_for_gradients()
    {
        using Network network = Mlp.Create(new MlpProgram(3, 16, 16, 64));
        network.Predict(Mlp.Numbers(3 * 16 * 16), 1);
        long before = network.Costs.AllocatedBytes;
        Assert.All(network.Gradients["fc1.weight"].ToArray(), static value => Assert.Equal(0, value));
        Assert.InRange(network.Costs.AllocatedBytes - before, sizeof(float) * network.Costs.Parameters, (sizeof(float) * network.Costs.Parameters) + 256);
    }

    [Fact]
    public void What_is_written_is_read_back_whatever_the_memory_layout()
    {
        using Network network = Mlp.Create(new MlpProgram(3, 4, 5, 6, 7));
        foreach (NetworkTensor tensor in network.Parameters.Concat(network.States).Concat(network.Gradients))
        {
            float[] values = Mlp.Numbers(tensor.Length);
            tensor.CopyFrom(values);
            Assert.Equal(values, tensor.ToArray());
        }
    }

    [Fact]
    public void Wrong_lengths_are_errors_that_say_what_is_expected()
    {
        using Network network = Mlp.Create();
        Assert.Contains("2 samples of [1, 8, 8] are 128 numbers, not 64", Assert.Throws<ArgumentException>(() => network.Predict(new float[64], 2)).Message, StringComparison.Ordinal);
        Assert.Contains("'fc2.bias' has 10 numbers ([10]), not 3", Assert.Throws<ArgumentException>(() => network.Parameters["fc2.bias"].CopyFrom(new float[3])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => network.Predict([], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => network.Predict([], -1));
        Assert.Throws<ArgumentException>(() => network.Predict(new float[64], 1, new float[9]));
        network.Forward(new float[64], 1);
        Assert.Throws<ArgumentException>(() => network.Loss(new float[20]));
        network.Backward(new float[10]);
        Assert.Contains("The input had 64 numbers", Assert.Throws<ArgumentException>(() => network.InputGradient(new float[65])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_names_are_errors_that_list_the_known_ones()
    {
        using Network network = Mlp.Create();
        string message = Assert.Throws<KeyNotFoundException>(() => network.Parameters["fc3.weight"]).Message;
        Assert.Equal("The network has no parameter 'fc3.weight'. It has fc1.weight, fc2.weight, fc2.bias.", message);
        Assert.Contains("It has none", Assert.Throws<KeyNotFoundException>(() => network.SetInput("mask", [1])).Message, StringComparison.Ordinal);
        Assert.Contains("has 3 tensors of the kind parameter", Assert.Throws<ArgumentOutOfRangeException>(() => network.Parameters[99]).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Samples_that_are_not_there_are_found_out_before_memory_is_taken_for_their_outputs()
    {
        using Network network = Mlp.Create();
        Assert.Contains("137438953408 numbers, not 64", Assert.Throws<ArgumentException>(() => network.Predict(new float[64], int.MaxValue)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Training_passes_out_of_order_are_errors()
    {
        using Network network = Mlp.Create();
        float[] x = new float[64], targets = Mlp.OneHot(1, 10);
        Assert.Throws<InvalidOperationException>(() => network.Loss(targets));
        Assert.Throws<InvalidOperationException>(network.Backward);
        network.Forward(x, 1);
        Assert.Throws<InvalidOperationException>(() => network.InputGradient(new float[64]));
        network.Loss(targets);
        network.Backward();
        Assert.Throws<InvalidOperationException>(network.Backward);
        Assert.Throws<InvalidOperationException>(() => network.Loss(targets));
        network.InputGradient(new float[64]);
    }

    [Fact]
    public void Predicting_between_the_passes_of_a_step_disturbs_nothing()
    {
        float[] x = Mlp.Numbers(64 * 3), targets = Mlp.OneHot(3, 10);
        float[] Gradients(bool disturb)
        {
            using Network network = Mlp.Create();
            network.Forward(x, 3);
            if (disturb)
                network.Predict(Mlp.Numbers(64 * 40), 40);
            network.Loss(targets);
            if (disturb)
                network.Predict(Mlp.Numbers(64), 1);
            network.Backward();
            return [.. network.Gradients.SelectMany(static gradient => gradient.ToArray())];
        }
        Assert.Equal(Gradients(disturb: false), Gradients(disturb: true));
    }

    [Fact]
    public void A_disposed_network_says_so()
    {
        Network network = Mlp.Create();
        NetworkTensor parameter = network.Parameters[0];
        network.Dispose();
        network.Dispose();
        Assert.Throws<ObjectDisposedException>(() => network.Predict(new float[64], 1));
        Assert.Throws<ObjectDisposedException>(parameter.ToArray);
        Assert.Throws<ObjectDisposedException>(network.ZeroGradients);
        Assert.Throws<ObjectDisposedException>(() => network.Save("nowhere"));
    }

    [Fact]
    public void A_pass_while_another_thread_runs_one_is_an_error()
    {
        var program = new MlpProgram();
        using Network network = Mlp.Create(program);
        float[] x = Mlp.Numbers(64), expected = network.Predict(x, 1);
        Exception?[] seen = [];
        program.Starting = _ =>
        {
            var other = new Thread(() => seen = [Record.Exception(() => network.Predict(x, 1)), Record.Exception(() => network.Save(new MemoryStream()))]);
            other.Start();
            other.Join();
        };
        Assert.Equal(expected, network.Predict(x, 1));
        Assert.Equal(2, seen.Length);
        Assert.All(seen, static exception => Assert.Equal(
            "Tests.Mlp is at work on another thread: a network serves one at a time. Give each thread its own, or lock.",
            Assert.IsType<InvalidOperationException>(exception).Message));
        program.Starting = null;
        Assert.Equal(expected, network.Predict(x, 1));
    }

    [Fact]
    public void A_network_that_is_disposed_within_a_pass_frees_its_memory_at_its_end()
    {
        var program = new MlpProgram();
        Network network = Mlp.Create(program);
        float[] x = Mlp.Numbers(64);
        network.Predict(x, 1);
        long within = 0;
        program.Starting = _ =>
        {
            network.Dispose();
            within = network.Costs.AllocatedBytes;
        };
        Assert.Throws<ObjectDisposedException>(() => network.Predict(x, 1));
        Assert.NotEqual(0, within);
        Assert.Equal(0, network.Costs.AllocatedBytes);
    }

    [Fact]
    public void A_steady_step_allocates_nothing()
    {
        using Network network = Mlp.Create();
        using var optimizer = new Sgd(network, momentum: 0.9) { MaxGradientNorm = 1 };
        float[] x = Mlp.Numbers(64 * 16), targets = Mlp.OneHot(16, 10), logits = new float[160];
        Assert.Equal(0, Allocations.OfSteadyStep(() =>
        {
            Mlp.Step(network, x, targets, 16);
            optimizer.Step();
            network.Predict(x, 16, logits);
        }, warmUp: 10));
    }
}
