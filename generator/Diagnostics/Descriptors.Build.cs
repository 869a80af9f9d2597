using Microsoft.CodeAnalysis;

namespace Lathe.Generator.Diagnostics;

/// <summary>Diagnostics of what follows evaluation: cost limits, compilation options and the compiler's own failures.</summary>
internal static partial class Descriptors
{
    public static readonly DiagnosticDescriptor ParameterBudget = new(
        "LATHE101", "The network has more parameters than its budget",
        "{0} has {1} parameters, {2} more than its budget of {3}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + "LATHE101.md");

    public static readonly DiagnosticDescriptor MultiplyAddBudget = new(
        "LATHE102", "The network needs more multiply-adds than its budget",
        "{0} needs {1} multiply-adds a sample, {2} more than its budget of {3}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + "LATHE102.md");

    public static readonly DiagnosticDescriptor ActivationBudget = new(
        "LATHE103", "The network needs more activation memory than its budget",
        "{0} needs {1} bytes of activations a sample when training, {2} more than its budget of {3}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + "LATHE103.md");

    public static readonly DiagnosticDescriptor Unoptimized = new(
        "LATHE110", "Generated loops are compiled without optimisation",
        "{0} is compiled without optimisation, which makes the loops of its networks 8 to 18 times slower; leave <Optimize> unset or build with -c Release",
        Category, DiagnosticSeverity.Info, isEnabledByDefault: true, helpLinkUri: Pages + "LATHE110.md");

    public static readonly DiagnosticDescriptor CompilerFailure = new(
        "LATHE190", "The compiler failed on a network",
        "Lathe failed on {0} where it should have compiled it or told what is wrong: {1}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + "LATHE190.md");
}
