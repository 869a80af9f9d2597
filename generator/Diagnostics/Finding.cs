using Lathe.Generator.Support;

namespace Lathe.Generator.Diagnostics;

/// <summary>One thing found in one network, as a value; <see cref="FindingMerger"/> turns findings into diagnostics.</summary>
/// <param name="Rule">What kind it is.</param>
/// <param name="Place">The expression that made it.</param>
/// <param name="Arguments">What the message's placeholders stand for, already formatted for the invariant culture.</param>
internal sealed record Finding(Rule Rule, SourcePlace Place, params EquatableArray<string> Arguments)
{
    /// <summary>The network that was evaluated: <c>ResNet20</c>.</summary>
    public string Network { get; init; } = "";

    /// <summary>The module within it that was being applied or built: <c>layer2.0</c>; empty at the top.</summary>
    public string Path { get; init; } = "";

    /// <summary>Other places that the message speaks of.</summary>
    public EquatableArray<SourcePlace> Related { get; init; } = [];
}
