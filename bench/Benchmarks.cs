using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;

namespace Lathe.Bench;

/// <summary>Runs benchmarks of BenchmarkDotNet in this process, whose networks and generator they need, and prints their Markdown table; its progress goes to
/// standard error.</summary>
internal static class Benchmarks
{
    /// <summary>Runs the benchmarks of a class.</summary>
    /// <param name="iterations">How often each is measured, at least 3.</param>
    /// <param name="once">Whether a measurement is a single call, as for what takes long or is to be cold.</param>
    /// <returns>The exit code.</returns>
    public static int Run<T>(int iterations, bool once)
    {
        var job = Job.Default.WithToolchain(InProcessNoEmitToolchain.Instance).WithIterationCount(iterations).WithWarmupCount(2);
        if (once)
            job = job.WithInvocationCount(1).WithUnrollFactor(1);
        const int WidestParameter = 48;
        using var progress = new StreamWriter(Console.OpenStandardError());
        var config = ManualConfig.CreateEmpty().AddJob(job).AddLogger(new StreamLogger(progress)).AddColumnProvider(DefaultColumnProviders.Instance)
            .WithSummaryStyle(SummaryStyle.Default.WithMaxParameterColumnWidth(WidestParameter))
            .HideColumns(Column.Error, Column.RatioSD, Column.Toolchain, Column.IterationCount, Column.InvocationCount, Column.UnrollFactor, Column.WarmupCount);
        var summary = BenchmarkRunner.Run<T>(config);
        MarkdownExporter.Console.ExportToLog(summary, ConsoleLogger.Default);
        return summary.HasCriticalValidationErrors || summary.Reports.Any(report => !report.Success) ? 1 : 0;
    }
}
