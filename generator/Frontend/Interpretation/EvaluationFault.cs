using Lathe.Generator.Diagnostics;
using Microsoft.CodeAnalysis;

namespace Lathe.Generator.Frontend.Interpretation;

/// <summary>Ends an evaluation with a finding.</summary>
internal sealed class EvaluationFault(Rule rule, Location location, string path, string[] arguments, params Location[] related) : Exception(rule.Id)
{
    public Rule Rule { get; } = rule;

    public Location Location { get; } = location;

    /// <summary>The module that was being evaluated.</summary>
    public string Path { get; } = path;

    public string[] Arguments { get; } = arguments;

    public Location[] Related { get; } = related;
}

/// <summary>Ends an evaluation silently: C# itself has found an error there.</summary>
internal sealed class InvalidSource : Exception;

/// <summary>Two values were compared, of which one is an element of a tensor: whether they are equal is known when the network runs.</summary>
internal sealed class ElementComparison : Exception;

/// <summary>A comparison needs what the source declares, where the evaluator compares by itself.</summary>
internal sealed class DeclaredComparison(string construct) : Exception(construct);

/// <summary>A comparison or a text exceeds a limit.</summary>
internal sealed class LimitExceeded(string limit) : Exception(limit);

/// <summary>What a method of the library raises in place of the exception that the real one throws.</summary>
internal sealed class ThrownException(string type, string message) : Exception(message)
{
    /// <summary>The exception's name: <c>ArgumentException</c>.</summary>
    public string Type { get; } = type;
}
