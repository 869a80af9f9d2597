
namespace Lathe.Generator.Frontend.Interpretation;

/// <summary>What one evaluation may cost, so that a runaway declaration ends in a diagnostic and never takes the compiler with it. The limits are
/// counts, not times: a declaration is accepted on every machine or on none.</summary>
internal sealed class Limits(CancellationToken cancellation)
{
    /// <summary>Operations evaluated; ResNet-110 takes about a hundredth.</summary>
    public const int Steps = 5_000_000;

    /// <summary>Places of a network's tree of modules, which sharing can make larger than its values; ResNet-1202 has about 4,000.</summary>
    public const int Places = 100_000;

    /// <summary>Calls within calls, and modules within modules.</summary>
    public const int Depth = 250;

    /// <summary>Elements of arrays, lists and strings.</summary>
    public const int Elements = 20_000_000;

    /// <summary>Elements or characters that one step moves or compares, where .NET does so by the block.</summary>
    public const int BlockElements = 1024;

    /// <summary>How messages name <see cref="Steps"/>.</summary>
    public static string StepsText => FormattableString.Invariant($"{Steps:N0} steps");

    /// <summary>How messages name <see cref="Elements"/>.</summary>
    public static string ElementsText => FormattableString.Invariant($"{Elements:N0} allocated elements");

    int places;
    long steps, elements;

    /// <summary>How many calls the current one lies within.</summary>
    public int CallDepth { get; set; }

    /// <summary>Counts an operation.</summary>
    /// <returns>The limit that it exceeds; null if none.</returns>
    public string? Step()
    {
        if ((++steps & 0xFFF) == 0)
        {
            cancellation.ThrowIfCancellationRequested();
        }

        return Exceeded();
    }

    /// <summary>Counts what a method of the library does with each element of a collection.</summary>
    /// <returns>The limit that it exceeds; null if none.</returns>
    public string? Step(int elements)
    {
        cancellation.ThrowIfCancellationRequested();
        steps += elements;
        return Exceeded();
    }

    string? Exceeded() => steps > Steps ? StepsText : null;

    /// <summary>Counts a place of the tree.</summary>
    /// <param name="depth">How many others it lies within.</param>
    /// <returns>The limit that it exceeds; null if none.</returns>
    public string? Place(int depth) =>
        ++places > Places ? FormattableString.Invariant($"{Places:N0} modules and parameters")
        : depth > Depth ? FormattableString.Invariant($"{Depth} nested modules")
        : null;

    /// <summary>Counts elements that are about to be allocated.</summary>
    public string? Allocate(long count) => (elements += count) > Elements ? ElementsText : null;

    /// <summary>Counts a call that has begun.</summary>
    public string? Enter() => ++CallDepth > Depth ? FormattableString.Invariant($"{Depth} nested calls") : null;
}
