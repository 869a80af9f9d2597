using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using System.Runtime.CompilerServices;

namespace Lathe.Networks.Tests;

/// <summary>Collects the calls of lanes' operations that the just-in-time compiler leaves in generated kernels, from its construction on.</summary>
sealed class InliningFailures : EventListener
{
    const EventKeywords JitTracing = (EventKeywords)0x1000;

    readonly ConcurrentBag<string> failures = [];
    readonly ManualResetEventSlim sawMarker = new();

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "Microsoft-Windows-DotNETRuntime")
            EnableEvents(eventSource, EventLevel.Verbose, JitTracing);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventName is not { } name || !name.StartsWith("MethodJitInliningFailed", StringComparison.Ordinal))
            return;
        string Field(string field) => (string)eventData.Payload![eventData.PayloadNames!.IndexOf(field)]!;
        var (type, method) = (Field("MethodBeingCompiledNamespace"), Field("MethodBeingCompiledName"));
        if (method == nameof(Marker))
            sawMarker.Set();
        if (type == "Lathe.Generated.Kernels" && Field("InlineeNamespace").StartsWith("Lathe.Kernels.Lanes", StringComparison.Ordinal) && !Field("InlineeName").EndsWith("Strided", StringComparison.Ordinal))
            failures.Add($"{method}: {Field("InlineeNamespace")}.{Field("InlineeName")}: {Field("FailReason")}");
    }

    /// <summary>What was left until now, to be asked for once in a process. Events come late but in order, so that one which is caused here comes last.</summary>
    public IReadOnlyCollection<string> All()
    {
        Marker();
        Assert.True(sawMarker.Wait(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken), "The just-in-time compiler's events do not come.");
        return failures;
    }

    // Compiled with optimisation at its first call, and with a call in it that is never inlined.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    static void Marker() => NeverInlined();

    [MethodImpl(MethodImplOptions.NoInlining)]
    static void NeverInlined()
    {
    }
}
