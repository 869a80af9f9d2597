using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lathe.Networks.Tests;

/// <summary>PyTorch's own numbers for one network, computed in float64: a JSON file of the goldens.</summary>
sealed record Golden
{
    static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public required string Model { get; init; }

    /// <summary>Batch first.</summary>
    public required int[] InputShape { get; init; }

    public required int Classes { get; init; }

    public required GoldenTensor XCheck { get; init; }

    public required int[] Labels { get; init; }

    public required double Loss { get; init; }

    public required GoldenParameter[] Params { get; init; }

    public required long ParamCount { get; init; }

    public required GoldenTensor[] RunningStatsAfterOneTrainForward { get; init; }

    public required GoldenTensor EvalLogits { get; init; }

    public required GoldenTensor TrainLogits { get; init; }

    [JsonPropertyName("train_aux_0")]
    public GoldenTensor? TrainAux0 { get; init; }

    [JsonPropertyName("train_aux_1")]
    public GoldenTensor? TrainAux1 { get; init; }

    [JsonPropertyName("float32_eval_rel_err")]
    public required double Float32EvalError { get; init; }

    [JsonPropertyName("float32_train_rel_err")]
    public required double Float32TrainError { get; init; }

    [JsonPropertyName("float32_loss_abs_err")]
    public required double Float32LossError { get; init; }

    [JsonPropertyName("float32_grad_l2_rel_err_median")]
    public required double Float32GradientError { get; init; }

    /// <summary>The logits of auxiliary heads in training, by the name of the output.</summary>
    public IEnumerable<(string Output, GoldenTensor Expected)> Heads =>
        TrainAux1 is null ? TrainAux0 is null ? [] : [("aux", TrainAux0)] : [("aux1", TrainAux0!), ("aux2", TrainAux1)];

    /// <summary>Samples in the batch.</summary>
    public int Batch => InputShape[0];

    /// <summary>The norm of the largest gradient.</summary>
    public double LargestGradient => Params.Max(parameter => parameter.Grad.L2);

    /// <summary>One of this project's.</summary>
    public static Golden Of(string model) => Read(PathOf(model));

    /// <summary>Where the file of one of this project's is, if there is one.</summary>
    public static string PathOf(string model) => Path.Combine(AppContext.BaseDirectory, "Goldens", $"{model}.json");

    public static Golden Read(string path)
    {
        using var stream = File.OpenRead(path);
        return JsonSerializer.Deserialize<Golden>(stream, Options) ?? throw new InvalidDataException($"{path} holds no golden.");
    }
}

/// <summary>What a golden says of a tensor: all of it, or its norm and first elements.</summary>
sealed record GoldenTensor
{
    public string Name { get; init; } = "";

    public double[]? Data { get; init; }

    public required double L2 { get; init; }

    public required double Sum { get; init; }

    public required double[] First8 { get; init; }

    [JsonPropertyName("float32_l2_rel_err")]
    public double? Float32Error { get; init; }
}

/// <summary>A parameter: how it is filled and what its gradient is.</summary>
sealed record GoldenParameter
{
    /// <summary>The tensor key of the value generator.</summary>
    public required int I { get; init; }

    public required string Name { get; init; }

    public required int[] Shape { get; init; }

    public int Count => Shape.Aggregate(1, (product, extent) => product * extent);

    public required string Rule { get; init; }

    public int? FanIn { get; init; }

    public required double Sum { get; init; }

    public required double L2 { get; init; }

    public required double[] First4 { get; init; }

    public required GoldenTensor Grad { get; init; }
}
