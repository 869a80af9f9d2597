using Lathe.Abi;

namespace Lathe.Runtime.Tests;

/// <summary>The callable parts against plain float64 loops, and against central differences.</summary>
public sealed class PassTests
{
    const int Channels = 3, Height = 2, Width = 5, Hidden = 7, Classes = 4, Features = Channels * Height * Width;

    static MlpProgram Program(bool dropout = false) => new(Channels, Height, Width, Hidden, Classes, dropout);

    /// <summary>The network in PyTorch's order of everything: what layouts must not change.</summary>
    static double[] Reference(Network network, float[] x, int count, bool training)
    {
        float[] weight1 = network.Parameters["fc1.weight"].ToArray(), weight2 = network.Parameters["fc2.weight"].ToArray();
        float[] bias2 = network.Parameters["fc2.bias"].ToArray(), running = network.States["norm.running_mean"].ToArray();
        var hidden = new double[count, Hidden];
        for (int n = 0; n < count; n++)
        {
            for (int j = 0; j < Hidden; j++)
            {
                for (int i = 0; i < Features; i++)
                    hidden[n, j] += (double)weight1[(j * Features) + i] * x[(n * Features) + i];
            }
        }
        var logits = new double[count * Classes];
        for (int j = 0; j < Hidden; j++)
        {
            double mean = training ? Enumerable.Range(0, count).Average(n => hidden[n, j]) : running[j];
            for (int n = 0; n < count; n++)
            {
                for (int c = 0; c < Classes; c++)
                    logits[(n * Classes) + c] += Math.Max(0, hidden[n, j] - mean) * weight2[(c * Hidden) + j] + (j == 0 ? bias2[c] : 0);
            }
        }
        return logits;
    }

    static void AssertClose(IReadOnlyList<double> expected, IReadOnlyList<float> actual, double tolerance)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (int i = 0; i < expected.Count; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance, $"element {i}: expected {expected[i]}, got {actual[i]}");
    }

    [Fact]
    public void Inference_equals_plain_loops_for_batches_that_grow_and_shrink()
    {
        using Network network = Mlp.Create(Program());
        network.States["norm.running_mean"].CopyFrom(Mlp.Numbers(Hidden, seed: 3));
        foreach (int count in (int[])[2, 9, 1, 33, 9])
        {
            float[] x = Mlp.Numbers(count * Features, seed: (ulong)count);
            AssertClose(Reference(network, x, count, training: false), network.Predict(x, count), 1e-5);
        }
    }

    [Fact]
    public void What_a_failed_pass_did_not_prepare_the_next_one_does()
    {
        var program = Program();
        using Network network = Mlp.Create(program);
        network.States["norm.running_mean"].CopyFrom(Mlp.Numbers(Hidden, seed: 3));
        float[] x = Mlp.Numbers(Features), expected = network.Predict(x, 1);
        program.Starting = static phase => throw new DeviceException($"No memory for {phase}.");
        Assert.Throws<DeviceException>(() => network.Predict(Mlp.Numbers(50 * Features), 50));
        program.Starting = null;
        Assert.Equal(expected, network.Predict(x, 1));
    }

    [Fact]
    public void Training_forward_equals_plain_loops_and_moves_the_running_mean()
    {
        using Network network = Mlp.Create(Program());
        float[] x = Mlp.Numbers(5 * Features);
        network.Forward(x, 5);
        AssertClose(Reference(network, x, 5, training: true), network.Outputs["logits"].ToArray(), 1e-5);
        float[] first = network.States["norm.running_mean"].ToArray();
        Assert.All(first, static value => Assert.NotEqual(0, value));
        network.Forward(x, 5);
        float[] second = network.States["norm.running_mean"].ToArray();
        for (int i = 0; i < first.Length; i++)
            Assert.Equal(1.9 * first[i], second[i], 1e-6);
    }

    [Fact]
    public void Gradients_of_parameters_equal_central_differences()
    {
        using Network network = Mlp.Create(Program());
        float[] x = Mlp.Numbers(6 * Features), targets = Mlp.OneHot(6, Classes);
        Mlp.Step(network, x, targets, 6);
        foreach (NetworkTensor parameter in network.Parameters)
        {
            float[] gradient = network.Gradients[parameter.Name].ToArray(), values = parameter.ToArray();
            for (int i = 0; i < values.Length; i += 5)
            {
                const float Step = 1e-2f;
                double Loss(float change)
                {
                    var changed = (float[])values.Clone();
                    changed[i] += change;
                    parameter.CopyFrom(changed);
                    network.Forward(x, 6);
                    return network.Loss(targets);
                }
                Assert.Equal((Loss(Step) - Loss(-Step)) / (2 * Step), gradient[i], 2e-3);
            }
            parameter.CopyFrom(values);
        }
    }

    [Fact]
    public void The_gradient_of_the_input_equals_central_differences()
    {
        using Network network = Mlp.Create(Program());
        float[] x = Mlp.Numbers(4 * Features), targets = Mlp.OneHot(4, Classes), gradient = new float[x.Length];
        Mlp.Step(network, x, targets, 4);
        network.InputGradient(gradient);
        for (int i = 0; i < x.Length; i += 7)
        {
            const float Step = 1e-2f;
            double Loss(float change)
            {
                var changed = (float[])x.Clone();
                changed[i] += change;
                network.Forward(changed, 4);
                return network.Loss(targets);
            }
            Assert.Equal((Loss(Step) - Loss(-Step)) / (2 * Step), gradient[i], 2e-3);
        }
    }

    [Fact]
    public void Backward_adds_to_the_gradients_until_they_are_zeroed()
    {
        using Network network = Mlp.Create(Program());
        float[] x = Mlp.Numbers(4 * Features), targets = Mlp.OneHot(4, Classes);
        Mlp.Step(network, x, targets, 4);
        float[] once = network.Gradients["fc2.weight"].ToArray();
        network.Forward(x, 4);
        network.Loss(targets);
        network.Backward();
        float[] twice = network.Gradients["fc2.weight"].ToArray();
        for (int i = 0; i < once.Length; i++)
            Assert.Equal(2 * once[i], twice[i], 1e-6);
        network.ZeroGradients();
        Assert.All(network.Gradients.SelectMany(static gradient => gradient.ToArray()), static value => Assert.Equal(0, value));
    }

    [Fact]
    public void Gradients_of_outputs_can_come_from_the_caller()
    {
        using Network network = Mlp.Create(Program());
        float[] x = Mlp.Numbers(3 * Features), targets = Mlp.OneHot(3, Classes);
        network.Forward(x, 3);
        network.Loss(targets);
        float[] outputGradient = network.OutputGradients["logits"].ToArray();
        network.Backward();
        float[] expected = [.. network.Gradients.SelectMany(static gradient => gradient.ToArray())];

        network.ZeroGradients();
        network.Forward(x, 3);
        network.Backward(outputGradient);
        Assert.Equal(expected, network.Gradients.SelectMany(static gradient => gradient.ToArray()));

        network.ZeroGradients();
        network.Forward(x, 3);
        network.OutputGradients["logits"].CopyFrom(outputGradient);
        network.Backward();
        Assert.Equal(expected, network.Gradients.SelectMany(static gradient => gradient.ToArray()));
    }

    [Fact]
    public void Masks_differ_by_step_and_seed_and_repeat_with_them()
    {
        float[] x = Mlp.Numbers(4 * Features);
        float[] Logits(ulong seed, int step)
        {
            using Network network = Mlp.Create(Program(dropout: true), seed: 1);
            using Network masked = Mlp.Create(Program(dropout: true), seed);
            foreach (NetworkTensor parameter in network.Parameters)
                masked.Parameters[parameter.Name].CopyFrom(parameter.ToArray());
            for (int i = 0; i <= step; i++)
                masked.Forward(x, 4);
            return masked.Outputs["logits"].ToArray();
        }
        Assert.Equal(Logits(1, 0), Logits(1, 0));
        Assert.Equal(Logits(1, 2), Logits(1, 2));
        Assert.NotEqual(Logits(1, 0), Logits(1, 1));
        Assert.NotEqual(Logits(1, 0), Logits(2, 0));
    }

    [Fact]
    public void Prepared_values_are_made_again_when_and_only_when_weights_states_or_memory_change()
    {
        MlpProgram program = Program();
        using Network network = Mlp.Create(program);
        float[] x = Mlp.Numbers(8 * Features);
        int Prepared(Action action)
        {
            int before = program.Runs[Phase.InferencePrepare];
            action();
            network.Predict(x.AsSpan(0, 2 * Features), 2);
            return program.Runs[Phase.InferencePrepare] - before;
        }
        Assert.Equal(1, Prepared(static () => { }));
        Assert.Equal(0, Prepared(static () => { }));
        Assert.Equal(0, Prepared(() => network.Predict(x.AsSpan(0, Features), 1)));
        Assert.Equal(1, Prepared(() => network.Predict(x, 8)));
        Assert.Equal(0, Prepared(static () => { }));
        Assert.Equal(1, Prepared(() => network.Parameters["fc2.bias"].CopyFrom(new float[Classes])));
        Assert.Equal(1, Prepared(() => network.States["norm.running_mean"].CopyFrom(new float[Hidden])));
        Assert.Equal(1, Prepared(() => network.Forward(x, 8)));
        using var optimizer = new Sgd(network);
        Assert.Equal(1, Prepared(optimizer.Step));
    }

    [Fact]
    public void Activations_are_read_by_path_in_the_users_order()
    {
        using Network network = Mlp.Create(Program());
        float[] x = Mlp.Numbers(2 * Features);
        network.Predict(x, 2);
        float[] inference = network.Activations["norm"].ToArray();
        network.Forward(x, 2);
        float[] training = network.Activations["norm"].ToArray();
        Assert.Equal(2 * Hidden, inference.Length);
        for (int j = 0; j < Hidden; j++)
            Assert.Equal((inference[j] - inference[Hidden + j]) / 2, training[j], 1e-5);
        network.Backward(new float[2 * Classes]);
        Assert.Throws<InvalidOperationException>(() => network.Activations);
        network.Predict(x, 2);
        Assert.Equal(2 * Hidden, network.Activations["norm"].Length);
    }
}
