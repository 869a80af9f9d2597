namespace Lathe.Networks.Tests;

/// <summary>Compiled networks against PyTorch's numbers. Goldens are those of this project and of the folder that the environment variable
/// LATHE_GOLDENS names.</summary>
public sealed class GoldenTests
{
    /// <summary>How many inputs, one to eight roundings away from the golden's, may stand in for it where a kink lies within float32's rounding.</summary>
    /// <remarks>Gradients jump where a ReLU or a maximum decides otherwise. In deep networks on a few small images some decisions are closer than
    /// float32 can tell, so that PyTorch itself breaks the bound on some of these inputs (docs/goldens.md); in float64 the norms hardly differ
    /// between them. A gradient that is wrong is wrong on all of them.</remarks>
    const int Neighbours = 16;

    static readonly string Own = Path.Combine(AppContext.BaseDirectory, "Goldens");

    public static TheoryData<string> Files()
    {
        string?[] folders = [Own, Environment.GetEnvironmentVariable("LATHE_GOLDENS")];
        return
        [
            .. folders.Where(folder => !string.IsNullOrEmpty(folder))
                .SelectMany(folder => Directory.GetFiles(folder!, "*.json").Order(StringComparer.Ordinal)),
        ];
    }

    [Fact]
    public void The_value_generator_gives_the_published_values()
    {
        Assert.Equal(0.9114076368358937, GoldenValues.Value(0, 0));
        Assert.Equal(0.49736577890272105, GoldenValues.Value(0, 1));
        Assert.Equal(-0.23686221194772838, GoldenValues.Value(1, 0));
        Assert.Equal(0.5786030262941668, GoldenValues.Value(7, 12345));
        Assert.Equal(-0.8726866086880085, GoldenValues.Value(1000003, 1));
    }

    [Fact]
    public void Every_golden_of_this_project_has_a_network() =>
        Assert.Empty(Directory.GetFiles(Own, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Except(GoldenNetworks.Names));

    [Theory]
    [MemberData(nameof(Files))]
    public void Networks_compute_what_PyTorch_computes(string path)
    {
        var golden = Golden.Read(path);
        Assert.SkipUnless(GoldenNetworks.Names.Contains(golden.Model), $"{golden.Model} is not in models/.");
        using var network = GoldenNetworks.Source(golden).Compile();
        Assert.Equal(golden.ParamCount, network.Costs.Parameters);
        var buffer = GoldenValues.Buffer(golden);
        Fill(network, golden, buffer);
        var x = GoldenValues.Input(golden);
        Near.Summary("x", golden.XCheck, TensorSummary.Of<float>(x), 1e-6, 1e-6);

        var evalTolerance = Math.Max(1e-5, 20 * golden.Float32EvalError);
        Near.Whole("logits in inference", golden.EvalLogits, Wide(network.Predict(x, golden.Batch)), evalTolerance);

        foreach (var input in network.ExtraInputs)
            network.SetInput(input, GoldenValues.Targets(golden));
        network.Forward(x, golden.Batch);
        var trainTolerance = Math.Max(1e-3, 20 * golden.Float32TrainError);
        Near.Whole("logits in training", golden.TrainLogits, Wide(network.Outputs["logits"].ToArray()), trainTolerance);
        foreach (var (head, expected) in golden.Heads)
            Near.Whole($"{head}'s logits", expected, Wide(network.Outputs[head].ToArray()), trainTolerance);
        foreach (var statistic in golden.RunningStatsAfterOneTrainForward)
            Near.Summary(statistic.Name, statistic, TensorSummary.Of<float>(network.States[statistic.Name].ToArray()), trainTolerance, trainTolerance);
        Assert.Equal(golden.RunningStatsAfterOneTrainForward.Length, network.States.Count);

        network.ZeroGradients();
        var loss = network.Loss(GoldenValues.Targets(golden));
        Near.Number("loss", golden.Loss, loss, 1e-5 * golden.Loss + 20 * golden.Float32LossError);
        network.Backward();
        var faults = GradientFaults(network, golden, buffer);
        for (var number = 1; number <= Neighbours && faults.Count > 0; number++)
        {
            network.Forward(GoldenValues.Neighbour(golden, number), golden.Batch);
            network.ZeroGradients();
            network.Loss(GoldenValues.Targets(golden));
            network.Backward();
            var still = GradientFaults(network, golden, buffer);
            faults = faults.Where(fault => still.ContainsKey(fault.Key)).ToDictionary();
        }

        Assert.Empty(faults.Values);
    }

    static void Fill(Network network, Golden golden, float[] buffer)
    {
        Assert.Equal(golden.Params.Select(parameter => parameter.Name), network.Parameters.Select(parameter => parameter.Name));
        foreach (var parameter in golden.Params)
        {
            var values = GoldenValues.Fill(parameter, buffer);
            Near.Number($"sum of {parameter.Name}", parameter.Sum, Sum(values), 1e-6 * Math.Max(1, parameter.L2));
            Assert.Equal(parameter.Shape, network.Parameters[parameter.Name].Shape);
            network.Parameters[parameter.Name].CopyFrom(values);
        }
    }

    /// <summary>What is wrong with gradients, by the parameter.</summary>
    static Dictionary<string, string> GradientFaults(Network network, Golden golden, float[] buffer) => golden.Params
        .Select(parameter =>
        {
            var gradient = buffer.AsSpan(0, parameter.Count);
            network.Gradients[parameter.Name].CopyTo(gradient);
            return (parameter.Name, Faults: string.Join("\n", GradientFaults(parameter, TensorSummary.Of<float>(gradient), golden)));
        })
        .Where(parameter => parameter.Faults.Length > 0)
        .ToDictionary(parameter => parameter.Name, parameter => parameter.Faults);

    static IEnumerable<string> GradientFaults(GoldenParameter parameter, TensorSummary gradient, Golden golden)
    {
        var what = $"gradient of {parameter.Name}";
        if (parameter.Grad.L2 <= 1e-12 * golden.LargestGradient)
        {
            var (norm, limit) = (gradient.Norm, 1e-6 * golden.LargestGradient);
            return norm <= limit ? [] : [$"norm of the {what}, exactly zero in theory, is {norm:g3}, more than {limit:g3}."];
        }

        // What one float32 run of PyTorch is off by is a draw, and may be small by luck: a tensor is as hard to compute as its neighbours. And a
        // relative error e in random directions changes a norm by about e²/2 only, so that elements may be off by more than norms.
        var own = Math.Max(parameter.Grad.Float32Error!.Value, golden.Float32GradientError);
        return Near.Faults(what, parameter.Grad, gradient, Math.Max(1e-3, 20 * own), Math.Max(1e-3, Math.Sqrt(2 * 20 * own)));
    }

    static double Sum(ReadOnlySpan<float> values)
    {
        var sum = 0.0;
        foreach (var value in values)
            sum += value;
        return sum;
    }

    static double[] Wide(float[] values) => [.. values.Select(value => (double)value)];
}
