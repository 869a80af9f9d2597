using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Lathe.Models.CommandLine;

namespace Lathe.Networks.Tests;

/// <summary>The command-line program.</summary>
public sealed partial class ProgramTests
{
    [Theory]
    [InlineData("ResNet21", "inspect", "ResNet21")]
    [InlineData("there is ResNet20;", "inspect", "ResNet21")]
    [InlineData("there is CbamResNet18;", "train", "cbam-resnet18", "--data", "digits")]
    [InlineData("'Transformer'; 'networks'", "inspect", "Transformer")]
    [InlineData("'a[31mb'", "inspect", "a\u001b[31mb")]
    [InlineData("inspect", "inspect")]
    [InlineData("--bach", "inspect", "ResNet20", "--bach", "3")]
    [InlineData("--epochs", "train", "ResNet8Digits", "--data", "digits", "--epochs", "many")]
    [InlineData("--lr", "train", "ResNet8Digits", "--data", "digits", "--lr", "-1")]
    [InlineData("--lr", "train", "ResNet8Digits", "--data", "digits", "--lr", "0,05")]
    [InlineData("--data", "train", "ResNet8Digits")]
    [InlineData("--data", "train", "ResNet8Digits", "--data", "nonsense")]
    [InlineData("--optimizer", "train", "ResNet8Digits", "--data", "digits", "--optimizer", "sdg")]
    [InlineData("1x8x8", "train", "ResNet20", "--data", "digits")]
    [InlineData("--device", "train", "ResNet8Digits", "--data", "digits", "--device", "gpu")]
    [InlineData("--device", "train", "ResNet8Digits", "--data", "digits", "--device", "cuda:-1")]
    [InlineData("--device cuda:999", "train", "ResNet8Digits", "--data", "digits", "--device", "cuda:999")]
    [InlineData("--device cuda:999", "evaluate", "ResNet8Digits", "--data", "digits", "--weights", "none", "--device", "cuda:999")]
    [InlineData("--precision", "train", "ResNet8Digits", "--data", "digits", "--device", "best", "--precision", "fp16")]
    [InlineData("--precision bf16", "train", "ResNet8Digits", "--data", "digits", "--precision", "bf16")]
    [InlineData("--widths", "committee", "McdnnMnist", "--data", "digits", "--widths", "10,wide")]
    [InlineData("1x29x29", "committee", "McdnnMnist", "--data", "digits", "--widths", "40")]
    [InlineData("3x32x32", "committee", "McdnnCifar10", "--data", "digits", "--widths", "12")]
    [InlineData("--max-norm", "train", "ResNet8Digits", "--data", "digits", "--max-norm", "none")]
    [InlineData("--clip-ratio", "train", "ResNet8Digits", "--data", "digits", "--clip-ratio", "-1")]
    [InlineData("--schedule", "train", "ResNet8Digits", "--data", "digits", "--schedule", "linear")]
    [InlineData("--restart-epochs", "train", "ResNet8Digits", "--data", "digits", "--restart-epochs", "0")]
    [InlineData("--restart-growth is for --schedule restarts", "train", "ResNet8Digits", "--data", "digits", "--restart-growth", "2")]
    [InlineData("--threads is for the processor", "train", "ResNet8Digits", "--data", "digits", "--device", "cuda:0", "--threads", "1")]
    [InlineData("--mixup", "train", "ResNet8Digits", "--data", "digits", "--mixup", "-0.2")]
    [InlineData("--randaugment", "train", "ResNet8Digits", "--data", "digits", "--randaugment", "31")]
    [InlineData("--erasing", "train", "ResNet8Digits", "--data", "digits", "--erasing", "1.1")]
    [InlineData("--scale", "train", "ResNet8Digits", "--data", "digits", "--scale", "0.5")]
    [InlineData("--json takes the path of a file", "networks", "--json", "")]
    [InlineData("--out takes the path of a file", "train", "ResNet8Digits", "--data", "digits", "--out", "new/")]
    [InlineData("--weights takes the path of a file", "evaluate", "ResNet8Digits", "--data", "digits", "--weights", "")]
    [InlineData("--out and --json are the same file", "train", "ResNet8Digits", "--data", "digits", "--out", "one", "--json", "./one")]
    [InlineData("'trian'; there are train, ", "trian", "ResNet8Digits", "--data", "digits")]
    [InlineData("There is no command '", "[suggest:-1]", "tr")]
    [InlineData("command")]
    public void Wrong_arguments_get_one_sentence_and_code_2(string named, params string[] arguments)
    {
        var result = LatheProgram.Run(arguments);
        Assert.Equal(2, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.Contains(named, Assert.Single(result.Error.TrimEnd().Split('\n')));
        Assert.DoesNotContain(result.Error.TrimEnd(), char.IsControl);
    }

    [Fact]
    public void The_sentence_is_english_in_every_country()
    {
        var result = LatheProgram.Run([("LC_ALL", "de_DE.UTF-8")], "train", "ResNet8Digits", "--data", "digits", "--epochs");
        Assert.Equal((2, "Required argument missing for option: '--epochs'."), (result.ExitCode, result.Error.TrimEnd()));
    }

    [Theory]
    [InlineData(0, 28, 2, 28, "no images for training")]
    [InlineData(2, 28, 0, 28, "no images for the test")]
    [InlineData(2, 28, 2, 27, "for the test are 1x27x27")]
    public void Data_that_do_not_fit_get_one_sentence_and_code_2(int train, int trainSize, int test, int testSize, string named)
    {
        var folder = Directory.CreateTempSubdirectory("lathe");
        try
        {
            Write("train", train, trainSize);
            Write("t10k", test, testSize);
            var result = LatheProgram.Run("train", "LeNetCaffe", "--data", folder.FullName);
            Assert.Equal(2, result.ExitCode);
            Assert.Contains(named, Assert.Single(result.Error.TrimEnd().Split('\n')));
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        void Write(string part, int count, int size)
        {
            File.WriteAllBytes(Path.Combine(folder.FullName, $"{part}-images-idx3-ubyte"), [0, 0, 8, 3, 0, 0, 0, (byte)count, 0, 0, 0, (byte)size, 0, 0, 0, (byte)size, .. new byte[count * size * size]]);
            File.WriteAllBytes(Path.Combine(folder.FullName, $"{part}-labels-idx1-ubyte"), [0, 0, 8, 1, 0, 0, 0, (byte)count, .. new byte[count]]);
        }
    }

    [Theory]
    [InlineData("--out")]
    [InlineData("--json")]
    [InlineData("--checkpoint")]
    public void What_cannot_be_written_is_found_out_before_training(string option)
    {
        var result = LatheProgram.Run("train", "ResNet8Digits", "--data", "digits", "--epochs", "100000", option, Path.GetTempPath().TrimEnd(Path.DirectorySeparatorChar));
        Assert.Equal(1, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.Contains("is a folder", Assert.Single(result.Error.TrimEnd().Split('\n')));
    }

    [Fact]
    public void A_report_that_cannot_be_written_is_found_out_before_the_evaluation()
    {
        var result = LatheProgram.Run("evaluate", "ResNet8Digits", "--data", "digits", "--weights", "none", "--json", Path.GetTempPath().TrimEnd(Path.DirectorySeparatorChar));
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("is a folder", Assert.Single(result.Error.TrimEnd().Split('\n')));
    }

    [Fact]
    public void Networks_writes_every_network_with_its_costs()
    {
        var file = Path.GetTempFileName();
        try
        {
            var result = LatheProgram.Run("networks", "--json", file);
            Assert.Equal(0, result.ExitCode);
            var text = File.ReadAllText(file);
            Assert.Equal(text, LatheProgram.Run("networks", "--json").Output.TrimEnd());
            using var document = JsonDocument.Parse(text);
            var rows = document.RootElement.EnumerateArray().ToArray();
            Assert.Equal(NetworkTable.All.Select(entry => entry.Name), rows.Select(row => row.GetProperty("name").GetString()));
            var resNet20 = rows.Single(row => row.GetProperty("reference").GetString() == "resnet20_cifar");
            Assert.Equal(269722, resNet20.GetProperty("parameters").GetInt64());
            Assert.Equal(40551040, resNet20.GetProperty("multiplyAdds").GetInt64());
            Assert.Equal([3, 32, 32], resNet20.GetProperty("input").EnumerateArray().Select(extent => extent.GetInt32()));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_committee_prints_each_column_and_what_they_decide_together()
    {
        var result = LatheProgram.Run("committee", "McdnnMnist", "--data", "digits", "--widths", "0,12", "--epochs", "8", "--max-norm", "4");
        Assert.Equal(0, result.ExitCode);
        var lines = result.Output.TrimEnd().Split('\n');
        Assert.Equal(["column 1  shape kept", "column 2  width 12", "test accuracy"], lines.Select(line => line[..line.LastIndexOf(' ', line.Length - 3)].Replace("  test", "", StringComparison.Ordinal)));
        Assert.All(lines, line => Assert.InRange(double.Parse(line.TrimEnd('%', ' ').Split(' ')[^1], CultureInfo.InvariantCulture), 90, 100));
    }

    [Fact]
    public void Inspect_prints_layers_and_costs()
    {
        var result = LatheProgram.Run("inspect", "resnet20");
        Assert.Equal(0, result.ExitCode);
        Assert.Matches(@"layer3\.2\.conv2 +Conv +64x8x8 +36,864 +2,359,296", result.Output);
        Assert.Matches(@"parameters +269,722", result.Output);
        Assert.Matches(@"multiply-adds +40,551,040", result.Output);
        Assert.Matches(@"kernels +\d+ launches", result.Output);
        Assert.Matches(@"traffic +\d+ tensor crossings and [\d.,]+ [MG]iB a training step with batch 128", result.Output);
        Assert.Matches(@"memory +\d", result.Output);
    }

    [Fact]
    public void The_main_job_of_the_readme_reaches_98_percent_within_a_minute()
    {
        var weights = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            var start = Stopwatch.GetTimestamp();
            var trained = LatheProgram.Run([.. QuickStart.MainJob(), "--out", weights]);
            var elapsed = Stopwatch.GetElapsedTime(start);
            Assert.Equal("", trained.Error);
            Assert.Equal(0, trained.ExitCode);
            var match = TestAccuracy().Match(trained.LastLine);
            Assert.True(match.Success, trained.LastLine);
            Assert.True(double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) >= 98, trained.LastLine);
            Assert.True(elapsed < TimeSpan.FromMinutes(1), $"It took {elapsed.TotalSeconds:0} s.");

            var evaluated = LatheProgram.Run("evaluate", QuickStart.MainJob()[1], "--data", "digits", "--weights", weights);
            Assert.Equal(0, evaluated.ExitCode);
            Assert.Equal(trained.LastLine, evaluated.LastLine);
        }
        finally
        {
            File.Delete(weights);
        }
    }

    [Theory]
    [InlineData("--mixup", "0.2", "--cutmix", "1", "--label-smoothing", "0.1", "--optimizer", "adamw", "--lr", "0.003", "--weight-decay", "0.05", "--clip-norm", "1", "--average", "0.98", "--resized-crop", "0.7")]
    [InlineData("--randaugment", "5", "--scale", "1.3", "--color-shift", "0.1", "--noise", "0.02", "--schedule", "restarts", "--restart-epochs", "4", "--optimizer", "sgdw", "--weight-decay", "0.01")]
    [InlineData("--erasing", "0.5", "--cutout", "3", "--crop", "1", "--schedule", "step", "--optimizer", "adam", "--lr", "0.003", "--clip-ratio", "0.1")]
    public void Every_method_of_training_learns_the_digits(params string[] options)
    {
        var result = LatheProgram.Run(["train", "ResNet8Digits", "--data", "digits", "--epochs", "12", .. options]);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.True(double.Parse(TestAccuracy().Match(result.LastLine).Groups[1].Value, CultureInfo.InvariantCulture) >= 95, result.LastLine);
    }

    [Fact]
    public void A_training_report_holds_every_epoch()
    {
        var file = Path.GetTempFileName();
        try
        {
            var result = LatheProgram.Run("train", "ResNet8Digits", "--data", "digits", "--epochs", "2", "--threads", "1", "--json", file);
            Assert.Equal(0, result.ExitCode);
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            var report = document.RootElement;
            Assert.Equal("ResNet8Digits", report.GetProperty("network").GetString());
            Assert.Equal("digits", report.GetProperty("data").GetString());
            Assert.Equal(2, report.GetProperty("epochs").GetArrayLength());
            Assert.Equal(result.LastLine, $"test accuracy {(100 * report.GetProperty("testAccuracy").GetDouble()).ToString("0.00", CultureInfo.InvariantCulture)} %");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_resumed_run_ends_with_the_same_bits()
    {
        var folder = Directory.CreateTempSubdirectory("lathe");
        try
        {
            string[] Train(int epochs, params string[] more) =>
                ["train", "ResNet8Digits", "--data", "digits", "--schedule", "constant", "--epochs", epochs.ToString(CultureInfo.InvariantCulture), .. more];
            string PathOf(string name) => Path.Combine(folder.FullName, name);

            Assert.Equal(0, LatheProgram.Run(Train(2, "--out", PathOf("straight"))).ExitCode);
            Assert.Equal(0, LatheProgram.Run(Train(1, "--checkpoint", PathOf("run"))).ExitCode);
            Assert.Equal(0, LatheProgram.Run(Train(2, "--resume", PathOf("run"), "--out", PathOf("resumed"))).ExitCode);
            Assert.Equal(File.ReadAllBytes(PathOf("straight")), File.ReadAllBytes(PathOf("resumed")));

            var complete = LatheProgram.Run(Train(1, "--resume", PathOf("run")));
            Assert.Equal((2, "'run' holds a run of 1 epochs; --epochs 1 leaves none to run."), (complete.ExitCode, complete.Error.TrimEnd()));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_library_that_is_no_driver_gets_one_sentence_and_code_2()
    {
        var result = LatheProgram.Run([("LATHE_CUDA_DRIVER", OperatingSystem.IsWindows() ? "kernel32.dll" : "libm.so.6")], "train", "ResNet8Digits", "--data", "digits", "--device", "cuda:0");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("is another library", Assert.Single(result.Error.TrimEnd().Split('\n')));
    }

    [Fact]
    public void The_kernel_cache_is_shown_and_cleared()
    {
        var folder = Directory.CreateTempSubdirectory("lathe");
        try
        {
            File.WriteAllBytes(Path.Combine(folder.FullName, "a.cubin"), new byte[1536]);
            File.WriteAllBytes(Path.Combine(folder.FullName, "b.cubin"), new byte[512]);
            File.WriteAllBytes(Path.Combine(folder.FullName, "c.cubin.tmp"), new byte[1]); // what a process that ended has left
            (string, string) cache = ("LATHE_CACHE", folder.FullName);

            var shown = LatheProgram.Run([cache], "cache");
            Assert.Equal((0, ""), (shown.ExitCode, shown.Error));
            Assert.Matches($"folder +{Regex.Escape(folder.FullName)}", shown.Output);
            Assert.Matches("kernels +2\r?\n", shown.Output);
            Assert.Matches("bytes +2,048 ", shown.Output);

            var cleared = LatheProgram.Run([cache], "cache", "--clear");
            Assert.Equal((0, $"2 kernels were deleted from {folder.FullName}"), (cleared.ExitCode, cleared.LastLine));
            Assert.Empty(folder.GetFiles());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [GeneratedRegex(@"^test accuracy (\d+\.\d\d) %$")]
    private static partial Regex TestAccuracy();
}
