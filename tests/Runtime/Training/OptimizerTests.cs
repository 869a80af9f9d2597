namespace Lathe.Runtime.Tests;

/// <summary>Updates against PyTorch's formulas, element by element in float64, over several steps.</summary>
public sealed class OptimizerTests
{
    const int Steps = 4;
    const double Tolerance = 2e-6;

    delegate double Rule(double parameter, double gradient, bool isWeight, int step, double[] state);

    [Fact]
    public void A_step_after_the_end_is_refused()
    {
        using Network network = Mlp.Create();
        var optimizer = new Sgd(network, 0.1, momentum: 0.9);
        optimizer.Dispose();
        optimizer.Dispose();
        Assert.Throws<ObjectDisposedException>(optimizer.Step);
    }

    /// <summary>Gives the network known gradients and compares every parameter after every step.</summary>
    static void Check(Func<Network, Optimizer> create, Rule rule)
    {
        using Network network = Mlp.Create(new MlpProgram(1, 3, 5, 11, 3));
        using Optimizer optimizer = create(network);
        var expected = network.Parameters.ToDictionary(static parameter => parameter.Name, static parameter => Array.ConvertAll(parameter.ToArray(), static value => (double)value));
        var states = network.Parameters.ToDictionary(static parameter => parameter.Name, static parameter => Enumerable.Range(0, parameter.Length).Select(static _ => new double[2]).ToArray());
        for (int step = 1; step <= Steps; step++)
        {
            foreach (NetworkTensor parameter in network.Parameters)
            {
                float[] gradient = Mlp.Numbers(parameter.Length, (ulong)step);
                network.Gradients[parameter.Name].CopyFrom(gradient);
                double[] values = expected[parameter.Name];
                for (int i = 0; i < values.Length; i++)
                    values[i] = rule(values[i], gradient[i], parameter.Name.EndsWith("weight", StringComparison.Ordinal), step, states[parameter.Name][i]);
            }
            optimizer.Step();
            foreach (NetworkTensor parameter in network.Parameters)
            {
                float[] actual = parameter.ToArray();
                for (int i = 0; i < actual.Length; i++)
                    Assert.Equal(expected[parameter.Name][i], actual[i], Tolerance);
            }
        }
        Assert.Equal(Steps, optimizer.Steps);
    }

    [Fact]
    public void Plain_descent() => Check(
        static network => new Sgd(network, learningRate: 0.1),
        static (parameter, gradient, _, _, _) => parameter - (0.1 * gradient));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Momentum_with_weight_decay_on_all(bool nesterov) => Check(
        network => new Sgd(network, learningRate: 0.1, momentum: 0.9, weightDecay: 0.05, nesterov: nesterov),
        (parameter, gradient, _, step, state) =>
        {
            gradient += 0.05 * parameter;
            state[0] = step == 1 ? gradient : (0.9 * state[0]) + gradient;
            return parameter - (0.1 * (nesterov ? gradient + (0.9 * state[0]) : state[0]));
        });

    [Fact]
    public void Weight_decay_on_weights_spares_biases() => Check(
        static network => new Sgd(network, learningRate: 0.1, weightDecay: 0.5, decays: DecayScope.Weights),
        static (parameter, gradient, isWeight, _, _) => parameter - (0.1 * (gradient + (isWeight ? 0.5 * parameter : 0))));

    [Theory]
    [InlineData(DecayScope.All)]
    [InlineData(DecayScope.Weights)]
    public void AdamW_decouples_decay(DecayScope decays) => Check(
        network => new AdamW(network, learningRate: 0.01, beta1: 0.8, beta2: 0.95, epsilon: 1e-6, weightDecay: 0.3, decays: decays),
        (parameter, gradient, isWeight, step, state) =>
        {
            if (isWeight || decays == DecayScope.All)
                parameter *= 1 - (0.01 * 0.3);
            state[0] = (0.8 * state[0]) + (0.2 * gradient);
            state[1] = (0.95 * state[1]) + (0.05 * gradient * gradient);
            double denominator = (Math.Sqrt(state[1]) / Math.Sqrt(1 - Math.Pow(0.95, step))) + 1e-6;
            return parameter - (0.01 / (1 - Math.Pow(0.8, step)) * state[0] / denominator);
        });

    [Fact]
    public void Adam_adds_decay_to_the_gradient() => Check(
        static network => new Adam(network, learningRate: 0.01, beta1: 0.8, beta2: 0.95, epsilon: 1e-6, weightDecay: 0.3, decays: DecayScope.Weights),
        static (parameter, gradient, isWeight, step, state) =>
        {
            gradient += isWeight ? 0.3 * parameter : 0;
            state[0] = (0.8 * state[0]) + (0.2 * gradient);
            state[1] = (0.95 * state[1]) + (0.05 * gradient * gradient);
            double denominator = (Math.Sqrt(state[1]) / Math.Sqrt(1 - Math.Pow(0.95, step))) + 1e-6;
            return parameter - (0.01 / (1 - Math.Pow(0.8, step)) * state[0] / denominator);
        });

    [Fact]
    public void Descent_can_decouple_decay_from_momentum() => Check(
        static network => new Sgd(network, learningRate: 0.1, momentum: 0.9, weightDecay: 0.3, decays: DecayScope.Weights, decoupled: true),
        static (parameter, gradient, isWeight, _, state) =>
        {
            state[0] = (0.9 * state[0]) + gradient;
            return (parameter * (1 - (isWeight ? 0.1 * 0.3 : 0))) - (0.1 * state[0]);
        });

    [Theory]
    [InlineData("sgd")]
    [InlineData("sgdw")]
    [InlineData("adamw")]
    public void The_rate_of_a_parameter_can_be_scaled(string kind)
    {
        // Weights learn at a quarter of the rate, which their decay follows; biases are frozen.
        static double Scale(string name) => name.EndsWith("weight", StringComparison.Ordinal) ? 0.25 : 0;
        Check(
            network => kind == "adamw"
                ? new AdamW(network, learningRate: 0.1, beta1: 0, beta2: 0, epsilon: 1, weightDecay: 0.3, rateScale: Scale)
                : new Sgd(network, learningRate: 0.1, weightDecay: 0.3, decoupled: kind == "sgdw", rateScale: Scale),
            (parameter, gradient, isWeight, _, _) =>
            {
                double rate = isWeight ? 0.1 * 0.25 : 0;
                return kind switch
                {
                    "sgd" => parameter - (rate * (gradient + (0.3 * parameter))),
                    "sgdw" => (parameter * (1 - (rate * 0.3))) - (rate * gradient),
                    _ => (parameter * (1 - (rate * 0.3))) - (rate * gradient / (Math.Abs(gradient) + 1)),
                };
            });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Small_decay_follows_a_scaled_rate(bool adam)
    {
        // Rate times decay is less than a float32 next to 1 can tell; a thousand times that is not.
        using Network network = Mlp.Create(new MlpProgram(1, 3, 5, 11, 3));
        using Optimizer optimizer = adam
            ? new AdamW(network, learningRate: 1e-6, weightDecay: 0.01, rateScale: static _ => 1000)
            : new Sgd(network, learningRate: 1e-6, weightDecay: 0.01, decoupled: true, rateScale: static _ => 1000);
        float[] numbers = Mlp.Numbers(network.Parameters[0].Length);
        network.Parameters[0].CopyFrom(numbers);
        network.ZeroGradients();
        optimizer.Step();
        Assert.Equal(Array.ConvertAll(numbers, static value => value * (float)(1 - (1e-3 * 0.01))), network.Parameters[0].ToArray());
    }

    [Fact]
    public void What_is_frozen_neither_counts_nor_is_limited()
    {
        using Network network = Mlp.Create(new MlpProgram(1, 16, 16, 11, 3));
        using var optimizer = new Sgd(network, learningRate: 1, rateScale: static name => name.StartsWith("fc1", StringComparison.Ordinal) ? 0 : 1) { MaxGradientNorm = 0.5, MaxUnitNorm = 0.01 };
        double squares = 0;
        foreach (NetworkTensor gradient in network.Gradients)
        {
            gradient.CopyFrom(Mlp.Numbers(gradient.Length));
            squares += gradient.Name.StartsWith("fc1", StringComparison.Ordinal) ? 0 : gradient.ToArray().Sum(static value => (double)value * value);
        }
        var before = network.Parameters.ToDictionary(static parameter => parameter.Name, static parameter => parameter.ToArray());
        optimizer.Step();
        Assert.Equal(before["fc1.weight"], network.Parameters["fc1.weight"].ToArray());
        string bias = network.Parameters.Select(static parameter => parameter.Name).Last(static name => name.EndsWith("bias", StringComparison.Ordinal));
        float[] gradients = network.Gradients[bias].ToArray(), after = network.Parameters[bias].ToArray();
        for (int i = 0; i < after.Length; i++)
            Assert.Equal(before[bias][i] - (gradients[i] * 0.5 / Math.Sqrt(squares)), after[i], 1e-6);
        Assert.Throws<ArgumentException>(() => new Sgd(network, rateScale: static _ => 0));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Gradients_of_a_unit_are_limited_by_its_weights(bool all)
    {
        const double Ratio = 0.5, Epsilon = 0.1;
        using Network network = Mlp.Create(new MlpProgram(1, 16, 16, 11, 3));
        using var optimizer = new Sgd(network, learningRate: 1)
        {
            AdaptiveClipping = new AdaptiveClipping(Ratio) { Epsilon = Epsilon, Except = all ? static _ => false : null },
        };
        foreach (NetworkTensor parameter in network.Parameters)
        {
            parameter.CopyFrom(parameter.Shape.Count > 1 ? Mlp.Numbers(parameter.Length) : new float[parameter.Length]);
            int row = parameter.Shape.Count > 1 ? parameter.Length / parameter.Shape[0] : parameter.Length;
            network.Gradients[parameter.Name].CopyFrom([.. Mlp.Numbers(parameter.Length, seed: 9).Select((value, i) => i / row % 2 == 0 ? value : value * 0.01f)]);
        }
        var before = network.Parameters.ToDictionary(static parameter => parameter.Name, static parameter => parameter.ToArray());
        var gradients = network.Gradients.ToDictionary(static gradient => gradient.Name, static gradient => gradient.ToArray());
        string last = network.Parameters.Last().Name.Split('.')[0];
        optimizer.Step();
        int limited = 0, kept = 0;
        foreach (NetworkTensor parameter in network.Parameters)
        {
            int length = parameter.Shape.Count > 1 ? parameter.Length / parameter.Shape[0] : parameter.Length;
            float[] after = parameter.ToArray();
            for (int start = 0; start < after.Length; start += length)
            {
                ReadOnlySpan<float> weights = before[parameter.Name].AsSpan(start, length), slopes = gradients[parameter.Name].AsSpan(start, length);
                double limit = Ratio * Math.Max(Norm(weights), Epsilon), factor = Math.Min(1, limit / Norm(slopes));
                if (!all && parameter.Name.StartsWith(last, StringComparison.Ordinal))
                    factor = 1;
                (limited, kept) = factor < 1 ? (limited + 1, kept) : (limited, kept + 1);
                for (int i = 0; i < length; i++)
                    Assert.Equal(weights[i] - (factor * slopes[i]), after[start + i], 1e-6);
            }
        }
        Assert.True(limited > 0 && kept > 2, $"{limited} rows were limited and {kept} kept.");

        static double Norm(ReadOnlySpan<float> numbers)
        {
            double sum = 0;
            foreach (float number in numbers)
                sum += (double)number * number;
            return Math.Sqrt(sum);
        }
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1e6)]
    public void Long_gradients_are_scaled_to_the_limit(double limit)
    {
        using Network network = Mlp.Create(new MlpProgram(1, 64, 64, 11, 3));
        using var optimizer = new Sgd(network, learningRate: 1) { MaxGradientNorm = limit };
        double squares = 0;
        foreach (NetworkTensor gradient in network.Gradients)
        {
            gradient.CopyFrom(Mlp.Numbers(gradient.Length));
            squares += gradient.ToArray().Sum(static value => (double)value * value);
        }
        double factor = Math.Min(1, limit / (Math.Sqrt(squares) + 1e-6));
        float[] before = network.Parameters["fc1.weight"].ToArray(), given = network.Gradients["fc1.weight"].ToArray();
        optimizer.Step();
        float[] after = network.Parameters["fc1.weight"].ToArray();
        for (int i = 0; i < before.Length; i++)
            Assert.Equal(before[i] - (factor * given[i]), after[i], 1e-6);
    }

    [Fact]
    public void Long_rows_of_weights_are_scaled_to_the_limit()
    {
        const double Limit = 2.1;
        using Network network = Mlp.Create(new MlpProgram(1, 16, 16, 11, 3));
        using var optimizer = new Sgd(network, learningRate: 0) { MaxUnitNorm = Limit };
        foreach (NetworkTensor parameter in network.Parameters)
            parameter.CopyFrom(Mlp.Numbers(parameter.Length));
        Dictionary<string, float[]> before = network.Parameters.ToDictionary(static parameter => parameter.Name, static parameter => parameter.ToArray());
        optimizer.Step();
        int scaled = 0, kept = 0;
        foreach (NetworkTensor parameter in network.Parameters)
        {
            int length = parameter.Shape.Count > 1 ? parameter.Length / parameter.Shape[0] : parameter.Length;
            foreach ((float[] old, float[] row) in before[parameter.Name].Chunk(length).Zip(parameter.ToArray().Chunk(length)))
            {
                double norm = Math.Sqrt(old.Sum(static value => (double)value * value));
                bool isLong = parameter.Shape.Count > 1 && norm > Limit;
                (scaled, kept) = isLong ? (scaled + 1, kept) : (scaled, kept + 1);
                for (int i = 0; i < length; i++)
                    Assert.Equal(isLong ? old[i] * Limit / norm : old[i], row[i], 1e-6);
            }
        }
        Assert.True(scaled > 0 && kept > 2, $"{scaled} rows were scaled and {kept} kept.");
    }

    [Fact]
    public void Options_out_of_range_are_errors()
    {
        using Network network = Mlp.Create();
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(network, learningRate: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(network, momentum: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(network, decays: (DecayScope)2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(network, momentum: double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(network, weightDecay: -0.1));
        Assert.Throws<ArgumentException>(() => new Sgd(network, nesterov: true));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdamW(network, beta1: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdamW(network, beta2: -0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdamW(network, epsilon: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(network, beta1: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(network, rateScale: static _ => -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(network, rateScale: static _ => double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new AdaptiveClipping(0));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new AdaptiveClipping { Epsilon = 0 });
        using var optimizer = new Sgd(network);
        // A NaN has a sign, too, which depends on the processor.
        foreach (double value in (double[])[-1, double.NaN, double.CopySign(double.NaN, 1), double.PositiveInfinity])
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(network, learningRate: value));
            Assert.Throws<ArgumentOutOfRangeException>(() => new AdamW(network, weightDecay: value));
            Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(network, epsilon: value));
            Assert.Throws<ArgumentOutOfRangeException>(() => optimizer.LearningRate = value);
        }
        foreach (double limit in (double[])[-1, 0, double.NaN])
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => optimizer.MaxUnitNorm = limit);
            Assert.Throws<ArgumentOutOfRangeException>(() => optimizer.MaxGradientNorm = limit);
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => optimizer.MaxUnitNorm = double.NaN);
    }
}
