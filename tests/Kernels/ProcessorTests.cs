using System.Diagnostics;
using Lathe.Kernels.Tests.Contractions;

namespace Lathe.Kernels.Tests;

/// <summary>Processors with less than this one has: the runtime is told not to use the rest, in a process of its own.</summary>
public sealed class ProcessorTests
{
    static readonly Type[] Classes = [typeof(LanesTests), typeof(LaneMathTests), typeof(GeneralContractionTests), typeof(MatrixProductTests)];

    [Theory]
    [InlineData("AVX512")]
    [InlineData("AVX2")]
    public void Lanes_and_contractions_hold_their_bounds_without(string instructions)
    {
        var arguments = Classes.SelectMany(type => new[] { "-class", type.FullName! });
        var start = new ProcessStartInfo("dotnet", [typeof(ProcessorTests).Assembly.Location, .. arguments, "-noColor"]) { RedirectStandardOutput = true };

        // Without AVX2 there is no fused multiply-add either.
        start.Environment[$"DOTNET_Enable{instructions}"] = "0";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output);
        Assert.Contains("Failed: 0", output, StringComparison.Ordinal);
    }
}
