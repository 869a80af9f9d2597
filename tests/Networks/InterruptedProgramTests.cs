using System.Diagnostics;

namespace Lathe.Networks.Tests;

/// <summary>The command-line program, when a signal ends it.</summary>
public sealed class InterruptedProgramTests
{
    /// <summary>Milliseconds, for a program that goes on.</summary>
    const int Patience = 300_000;

    [Theory(Timeout = Patience)]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_signal_ends_training_between_two_steps_and_leaves_the_last_checkpoint(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals.");
        var folder = Directory.CreateTempSubdirectory("lathe");
        var checkpoint = Path.Combine(folder.FullName, "run");
        string[] training = ["train", "ResNet8Digits", "--data", "digits", "--schedule", "constant", "--checkpoint", checkpoint];
        using var process = LatheProgram.Start([], [.. training, "--epochs", "100000"]);
        try
        {
            var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            for (var i = 0; i < 2; i++)
                Assert.StartsWith("epoch", await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
            using (var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]))
                await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
            var epochs = 2 + (await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal((130, "The training was interrupted."), (process.ExitCode, (await error).TrimEnd()));
            Assert.Equal([checkpoint], Directory.GetFiles(folder.FullName));
            Assert.Equal($"'run' holds a run of {epochs} epochs; --epochs 1 leaves none to run.", LatheProgram.Run([.. training, "--epochs", "1", "--resume", checkpoint]).Error.TrimEnd());
        }
        finally
        {
            process.Kill();
            folder.Delete(recursive: true);
        }
    }
}
