using System.CommandLine;

namespace Lathe.Models.CommandLine;

/// <summary>The options that say how networks are trained.</summary>
sealed class RecipeArguments
{
    readonly Option<int> epochs = CommonArguments.Number("--epochs", "How often all images are seen.", 20, 1, 1 << 20);
    readonly Option<int> batch = CommonArguments.Batch(byDefault: 64);
    readonly Option<double> rate = CommonArguments.Number("--lr", "The learning rate after the warm-up; adamw wants about 0.001.", 0.05, 0, 1e6);
    readonly Option<ulong> seed = CommonArguments.Number("--seed", "What initial weights, order, augmentation and dropout are drawn from.", 1UL, 0UL, ulong.MaxValue);
    readonly Option<string> optimizer = Choice("--optimizer", "The optimiser.", "sgd", "adamw");
    readonly Option<string> schedule = Choice("--schedule", "How the learning rate falls: along a cosine, not at all, or tenfold at a half and at three quarters.", "cosine", "constant", "step");
    readonly Option<double> warmup = CommonArguments.Number("--warmup", "Epochs in which the learning rate rises.", 1.0, 0, 1e6);
    readonly Option<double> decay = CommonArguments.Number("--weight-decay", "The weight decay of weights.", 5e-4, 0, 1e6);
    readonly Option<double> norm = CommonArguments.Number("--max-norm", "The largest norm of the weights into one unit; no limit if 0.", 0.0, 0, 1e6);
    readonly Option<double> smoothing = CommonArguments.Number("--label-smoothing", "How much of the targets is spread over all classes.", 0.0, 0, 1);
    readonly Option<int> crop = CommonArguments.Number("--crop", "Pads images by so many pixels and crops at random.", 0, 0, 1 << 10);
    readonly Option<bool> flip = new("--flip") { Description = "Mirrors images at random." };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[epochs, batch, rate, seed, optimizer, schedule, warmup, decay, norm, smoothing, crop, flip])
            command.Add(option);
    }

    /// <summary>The recipe that was asked for.</summary>
    public Recipe Read(ParseResult parsed) => new()
    {
        Optimizer = parsed.GetRequiredValue(optimizer),
        Schedule = parsed.GetRequiredValue(schedule),
        LearningRate = parsed.GetValue(rate),
        Epochs = parsed.GetValue(epochs),
        Batch = parsed.GetValue(batch),
        WarmupEpochs = parsed.GetValue(warmup),
        WeightDecay = parsed.GetValue(decay),
        MaxUnitNorm = parsed.GetValue(norm),
        LabelSmoothing = parsed.GetValue(smoothing),
        CropPadding = parsed.GetValue(crop),
        Flip = parsed.GetValue(flip),
        Seed = parsed.GetValue(seed),
    };

    static Option<string> Choice(string name, string description, params string[] values) => new(name)
    {
        Description = description,
        HelpName = string.Join('|', values),
        DefaultValueFactory = _ => values[0],
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (!values.Contains(text))
                result.AddError($"{name} takes {string.Join(" or ", values)}, not '{text}'.");
            return text;
        },
    };
}
