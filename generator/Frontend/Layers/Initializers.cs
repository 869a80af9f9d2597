using Lathe.Generator.Frontend.Values;
using Lathe.Generator.Graph;
using Lathe.Generator.Support;

namespace Lathe.Generator.Frontend.Layers;

/// <summary>From the vocabulary's Initial to a distribution with its numbers.</summary>
internal static class Initializers
{
    /// <param name="initial">An Initial; null for the default of its layer.</param>
    /// <param name="fanIn">Inputs that one output sums over.</param>
    /// <param name="fanOut">Outputs that one input reaches.</param>
    public static Initializer Of(ObjectValue? initial, double fanIn, double fanOut) => initial?.Type.Name switch
    {
        null or "FanIn" => Symmetric(1 / Math.Sqrt(fanIn)),
        "Constant" => new(InitializerKind.Constant, Number(initial, "Value")),
        "Uniform" => new(InitializerKind.Uniform, Number(initial, "Low"), Number(initial, "High")),
        "Normal" => new(InitializerKind.Normal, Number(initial, "Mean"), Number(initial, "StandardDeviation")),
        "TruncatedNormal" => new(InitializerKind.TruncatedNormal, Number(initial, "Mean"), Number(initial, "StandardDeviation")),
        "He" => new(InitializerKind.Normal, 0, Math.Sqrt(2 / (initial["FanOut"] is true ? fanOut : fanIn))),
        "Xavier" => Symmetric(Math.Sqrt(6 / (fanIn + fanOut))),
        var other => throw new InvalidOperationException($"No such initialiser: {other}."),
    };

    static Initializer Symmetric(double bound) => new(InitializerKind.Uniform, -bound, bound);

    static double Number(ObjectValue initial, string name) => DecimalReading.Of(initial[name]);
}
