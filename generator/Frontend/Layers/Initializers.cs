using Lathe.Generator.Frontend.Interpretation;
using Lathe.Generator.Frontend.Values;
using Lathe.Generator.Graph;
using Lathe.Generator.Support;

namespace Lathe.Generator.Frontend.Layers;

/// <summary>From the vocabulary's Initial to a distribution with its numbers.</summary>
internal static class Initializers
{
    /// <param name="initial">An Initial; one that is null is a fault.</param>
    /// <param name="fanIn">Inputs that one output sums over.</param>
    /// <param name="fanOut">Outputs that one input reaches.</param>
    /// <param name="fault">Makes the fault of a number out of range.</param>
    public static Initializer Of(ObjectValue? initial, double fanIn, double fanOut, Func<string, EvaluationFault> fault)
    {
        if (initial is null)
        {
            throw fault("An initial value is null: leave it out for the default");
        }

        var initializer = Distribution(initial, fanIn, fanOut);
        return ProblemOf(initializer) is { } problem ? throw fault(problem) : initializer;
    }

    static string? ProblemOf(Initializer initializer)
    {
        var (kind, first, second) = (initializer.Kind, initializer.First, initializer.Second);
        var isFinite = IsFinite(first) && IsFinite(second);
        return kind switch
        {
            InitializerKind.Constant when !isFinite => FormattableString.Invariant($"{kind} has Value {first}: it must be finite"),
            InitializerKind.Values when initializer.Values.Items.Any(number => !IsFinite(number)) => $"{kind} has a number that is not finite",
            InitializerKind.Uniform when !isFinite || first > second =>
                FormattableString.Invariant($"{kind} has Low {first} and High {second}: both must be finite, and Low must not be above High"),
            InitializerKind.Normal or InitializerKind.TruncatedNormal when !isFinite || second < 0 =>
                FormattableString.Invariant($"{kind} has Mean {first} and StandardDeviation {second}: both must be finite, and StandardDeviation must be at least 0"),
            _ => null,
        };
    }

    static Initializer Distribution(ObjectValue initial, double fanIn, double fanOut) => initial.Type.Name switch
    {
        "FanIn" => Symmetric(1 / Math.Sqrt(fanIn)),
        "Constant" => new(InitializerKind.Constant, Number(initial, "Value")),
        "Values" => new(InitializerKind.Values, Values: Numbers(initial)),
        "Uniform" => new(InitializerKind.Uniform, Number(initial, "Low"), Number(initial, "High")),
        "Normal" => new(InitializerKind.Normal, Number(initial, "Mean"), Number(initial, "StandardDeviation")),
        "TruncatedNormal" => new(InitializerKind.TruncatedNormal, Number(initial, "Mean"), Number(initial, "StandardDeviation")),
        "He" => new(InitializerKind.Normal, 0, Math.Sqrt(2 / (initial["FanOut"] is true ? fanOut : fanIn))),
        "Xavier" => Symmetric(Math.Sqrt(6 / (fanIn + fanOut))),
        var other => throw new InvalidOperationException($"No such initialiser: {other}."),
    };

    static Initializer Symmetric(double bound) => new(InitializerKind.Uniform, -bound, bound);

    static bool IsFinite(double number) => !double.IsNaN(number) && !double.IsInfinity(number);

    static EquatableArray<double> Numbers(ObjectValue initial) => ((ArrayValue)Place.Strip(initial["Numbers"])!).Items.Select(DecimalReading.Of).ToEquatableArray();

    static double Number(ObjectValue initial, string name) => DecimalReading.Of(initial[name]);
}
