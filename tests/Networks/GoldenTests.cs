namespace Lathe.Networks.Tests;

/// <summary>Compiled networks against PyTorch's numbers. Goldens are those of this project and of the folder that the environment variable
/// LATHE_GOLDENS names.</summary>
public sealed class GoldenTests
{
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
    public void Every_network_that_goldens_are_compared_with_has_one() =>
        Assert.Equal(
            GoldenNetworks.ByName.Keys.Order(StringComparer.Ordinal),
            Directory.GetFiles(Own, "*.json").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Files))]
    public void Networks_compute_what_PyTorch_computes(string path)
    {
        var golden = Golden.Read(path);
        Assert.SkipUnless(GoldenNetworks.ByName.TryGetValue(golden.Model, out var compiled), $"{golden.Model} is not compiled.");
        using var network = compiled!.Compile(null, 0);
        Assert.Equal(golden.ParamCount, network.Costs.Parameters);
        Fill(network, golden);
        var x = GoldenValues.Input(golden);
        Near.Summary("x", golden.XCheck, Wide(x), 1e-6, 1e-6);

        var evalTolerance = Math.Max(1e-5, 20 * golden.Float32EvalError);
        Near.Whole("logits in inference", golden.EvalLogits, Wide(network.Predict(x, golden.Batch)), evalTolerance);

        network.Forward(x, golden.Batch);
        var trainTolerance = Math.Max(1e-3, 20 * golden.Float32TrainError);
        Near.Whole("logits in training", golden.TrainLogits, Wide(network.Outputs["logits"].ToArray()), trainTolerance);
        if (golden.TrainAux0 is not null && golden.TrainAux1 is not null)
        {
            Near.Whole("first head's logits", golden.TrainAux0, Wide(network.Outputs["aux1"].ToArray()), trainTolerance);
            Near.Whole("second head's logits", golden.TrainAux1, Wide(network.Outputs["aux2"].ToArray()), trainTolerance);
        }
        foreach (var statistic in golden.RunningStatsAfterOneTrainForward)
            Near.Summary(statistic.Name, statistic, Wide(network.States[statistic.Name].ToArray()), trainTolerance, trainTolerance);
        Assert.Equal(golden.RunningStatsAfterOneTrainForward.Length, network.States.Count);

        network.ZeroGradients();
        var loss = network.Loss(GoldenValues.Targets(golden));
        Near.Number("loss", golden.Loss, loss, 1e-5 * golden.Loss + 20 * golden.Float32LossError);
        network.Backward();
        foreach (var parameter in golden.Params)
            CheckGradient(parameter, Wide(network.Gradients[parameter.Name].ToArray()), golden);
    }

    static void Fill(Network network, Golden golden)
    {
        Assert.Equal(golden.Params.Select(parameter => parameter.Name), network.Parameters.Select(parameter => parameter.Name));
        foreach (var parameter in golden.Params)
        {
            var values = GoldenValues.Fill(parameter);
            Near.Number($"sum of {parameter.Name}", parameter.Sum, values.Sum(value => (double)value), 1e-6 * Math.Max(1, parameter.L2));
            Assert.Equal(parameter.Shape, network.Parameters[parameter.Name].Shape);
            network.Parameters[parameter.Name].CopyFrom(values);
        }
    }

    static void CheckGradient(GoldenParameter parameter, double[] gradient, Golden golden)
    {
        var what = $"gradient of {parameter.Name}";
        if (parameter.Grad.L2 <= 1e-12 * golden.LargestGradient)
        {
            Near.Number($"norm of the {what}, exactly zero in theory,", 0, Near.Norm(gradient), 1e-6 * golden.LargestGradient);
            return;
        }

        // PyTorch's own float32 error of a single tensor may be small by chance; its median over the network says how well conditioned that is.
        var normError = 20 * Math.Max(parameter.Grad.Float32Error!.Value, golden.Float32GradientError);

        // A relative error e in random directions changes a norm by about e²/2 only, so that elements may be off by more than norms: a rounding of
        // the input alone changes elements of GoogLeNet's gradients by four percent.
        var elementError = Math.Sqrt(2 * normError);
        Near.Summary(what, parameter.Grad, gradient, Math.Max(1e-3, normError), Math.Max(1e-3, elementError));
    }

    static double[] Wide(float[] values) => [.. values.Select(value => (double)value)];
}
