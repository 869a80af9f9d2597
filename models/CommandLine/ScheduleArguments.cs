using System.CommandLine;

namespace Lathe.Models.CommandLine;

/// <summary>The options that say how large steps are.</summary>
sealed class ScheduleArguments
{
    readonly Option<double> rate = CommonArguments.Number("--lr", "The learning rate after the warm-up; adam and adamw want about 0.001.", 0.05, 0, 1e6);
    readonly Option<string> schedule = CommonArguments.Choice(
        "--schedule", "How the learning rate falls: along a cosine, not at all, tenfold at a half and at three quarters, or along a cosine that begins again.", "cosine", "constant", "step", "restarts");
    readonly Option<double> warmup = CommonArguments.Number("--warmup", "Epochs in which the learning rate rises.", 1.0, 0, 1e6);
    readonly Option<double> period = CommonArguments.Number("--restart-epochs", "Epochs until a cosine begins again, from the end of the warm-up on; let --epochs end with the last one.", 10.0, 0.001, 1e6);
    readonly Option<double> growth = CommonArguments.Number("--restart-growth", "How many times longer each next one takes.", 1.0, 1, 1e3);

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[rate, schedule, warmup, period, growth])
            command.Add(option);
    }

    /// <summary>The schedule that is asked for.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="epochs">How many epochs the training has.</param>
    /// <exception cref="UsageException">An option of another schedule is given.</exception>
    public LearningRate Read(ParseResult parsed, int epochs)
    {
        var peak = parsed.GetValue(rate);
        var kind = parsed.GetRequiredValue(schedule);
        foreach (Option option in (Option[])[period, growth])
        {
            if (kind != "restarts" && CommonArguments.IsGiven(parsed, option))
                throw new UsageException($"{option.Name} is for --schedule restarts, not {kind}.");
        }

        LearningRate rates = kind switch
        {
            "constant" => new LearningRate.Constant(peak),
            "step" => new LearningRate.Steps(peak, [0.5 * epochs, 0.75 * epochs]),
            "restarts" => new LearningRate.Restarts(peak, parsed.GetValue(period), parsed.GetValue(growth)),
            _ => new LearningRate.Cosine(peak),
        };
        return rates with { WarmupEpochs = parsed.GetValue(warmup) };
    }
}
