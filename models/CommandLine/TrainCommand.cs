using System.CommandLine;

namespace Lathe.Models.CommandLine;

/// <summary><c>train NETWORK --data SET</c>: trains a network and measures it.</summary>
static class TrainCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var network = CommonArguments.Network();
        var data = CommonArguments.Data();
        var epochs = CommonArguments.Number("--epochs", "How often all images are seen.", 20, 1, 1 << 20);
        var batch = CommonArguments.Batch(byDefault: 64);
        var rate = CommonArguments.Number("--lr", "The learning rate after the warm-up; adamw wants about 0.001.", 0.05, 0, 1e6);
        var seed = CommonArguments.Number("--seed", "What initial weights, order, augmentation and dropout are drawn from.", 1UL, 0UL, ulong.MaxValue);
        var optimizer = Choice("--optimizer", "The optimiser.", "sgd", "adamw");
        var schedule = Choice("--schedule", "How the learning rate falls: along a cosine, not at all, or tenfold at a half and at three quarters.", "cosine", "constant", "step");
        var warmup = CommonArguments.Number("--warmup", "Epochs in which the learning rate rises.", 1.0, 0, 1e6);
        var decay = CommonArguments.Number("--weight-decay", "The weight decay of weights.", 5e-4, 0, 1e6);
        var smoothing = CommonArguments.Number("--label-smoothing", "How much of the targets is spread over all classes.", 0.0, 0, 1);
        var crop = CommonArguments.Number("--crop", "Pads images by so many pixels and crops at random.", 0, 0, 1 << 10);
        var flip = new Option<bool>("--flip") { Description = "Mirrors images at random." };
        var device = new DeviceArguments();
        var checkpoint = new Option<FileInfo?>("--checkpoint") { Description = "Writes weights, optimiser and progress to this file after every epoch.", HelpName = "file" };
        var resume = new Option<FileInfo?>("--resume") { Description = "Takes up the run of such a file; to the same bits, if the other options are the same.", HelpName = "file" };
        var weights = new Option<FileInfo?>("--out") { Description = "Writes the weights to this file, in the safetensors format.", HelpName = "file" };
        var json = CommonArguments.Json();

        var command = new Command("train", "Trains a network and prints its accuracy on the test set.")
        {
            network, data, epochs, batch, rate, seed, optimizer, schedule, warmup, decay, smoothing, crop, flip, checkpoint, resume, weights, json,
        };
        device.AddTo(command);
        command.SetAction(parsed =>
        {
            var recipe = new Recipe
            {
                Optimizer = parsed.GetRequiredValue(optimizer),
                Schedule = parsed.GetRequiredValue(schedule),
                LearningRate = parsed.GetValue(rate),
                Epochs = parsed.GetValue(epochs),
                Batch = parsed.GetValue(batch),
                WarmupEpochs = parsed.GetValue(warmup),
                WeightDecay = parsed.GetValue(decay),
                LabelSmoothing = parsed.GetValue(smoothing),
                CropPadding = parsed.GetValue(crop),
                Flip = parsed.GetValue(flip),
                Seed = parsed.GetValue(seed),
            };
            var files = new TrainingFiles(parsed.GetValue(checkpoint), parsed.GetValue(resume), parsed.GetValue(weights), parsed.GetValue(json));
            TrainingRun.Run(
                parsed.GetRequiredValue(network), parsed.GetRequiredValue(data), recipe, device.Open(parsed), files);
            return 0;
        });
        return command;
    }

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
