using System.Globalization;
using Spectre.Console;

namespace Lathe.Models.CommandLine;

/// <summary>Shows how a training run gets on: a bar where a person watches, and a line an epoch.</summary>
static class TrainingDisplay
{
    /// <summary>Runs the trainer to its end.</summary>
    /// <param name="trainer">The trainer.</param>
    /// <param name="epochDone">Called after every epoch, once it is shown.</param>
    /// <param name="cancellation">Ends the run after the step at hand.</param>
    public static IReadOnlyList<EpochResult> Run(Trainer trainer, Action? epochDone, CancellationToken cancellation)
    {
        if (!Terminal.IsInteractive)
        {
            return trainer.Run(
                epochDone: result =>
                {
                    Console.WriteLine(Line(result));
                    epochDone?.Invoke();
                },
                cancellation: cancellation);
        }
        return AnsiConsole.Progress()
            .AutoClear(true)
            .Columns(new ProgressBarColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(context =>
            {
                var task = context.AddTask("starting", maxValue: 1);
                return trainer.Run(
                    step =>
                    {
                        task.Value = (step.Epoch + (double)step.Step / step.Steps) / step.Epochs;
                        task.Description = Description(step);
                    },
                    result =>
                    {
                        AnsiConsole.WriteLine(Line(result));
                        epochDone?.Invoke();
                    },
                    cancellation);
            });
    }

    static string Description(TrainingProgress step) => string.Create(
        CultureInfo.InvariantCulture,
        $"epoch {step.Epoch + 1}/{step.Epochs}  loss {step.Loss:0.0000}  accuracy {Texts.Percent(step.Accuracy)}  {step.ImagesPerSecond:0} images/s  {(long)step.Remaining.TotalHours:00}:{step.Remaining:mm\\:ss} left");

    static string Line(EpochResult result)
    {
        var average = result.AverageTest is { } test ? $"  average {Texts.Percent(test.Accuracy)}" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"epoch {result.Epoch + 1,3}  loss {result.Loss:0.0000}  accuracy {Texts.Percent(result.Accuracy)}  test {Texts.Percent(result.Test!.Accuracy)}{average}  {result.Seconds:0.0} s");
    }
}
