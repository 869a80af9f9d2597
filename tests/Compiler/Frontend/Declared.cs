using System.Diagnostics.CodeAnalysis;
using Lathe.Compiler.Tests.Support;
using Lathe.Generator.Diagnostics;
using Lathe.Generator.Frontend;
using Lathe.Generator.Graph;
using Microsoft.CodeAnalysis;
using Xunit;

namespace Lathe.Compiler.Tests.Frontend;

/// <summary>Networks that a test declares in C#.</summary>
internal static class Declared
{
    /// <summary>Evaluates all networks of a source.</summary>
    public static IReadOnlyList<Generator.Frontend.Evaluation> Evaluate([StringSyntax("C#")] string source, bool mayBeWrong = false)
    {
        var compilation = TestCompilation.Of(source);
        if (!mayBeWrong)
        {
            Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error && diagnostic.Id != "CS8795"));
        }

        return [.. Networks(compilation).Select(network => NetworkEvaluator.Evaluate(compilation, network, CancellationToken.None))];
    }

    /// <summary>The graph of the only network of a source that has nothing wrong.</summary>
    public static NetworkGraph Graph([StringSyntax("C#")] string source)
    {
        var evaluation = Assert.Single(Evaluate(source));
        Assert.Empty(evaluation.Findings.Items.Select(Text));
        return evaluation.Graph!;
    }

    public static string Text(Finding finding) =>
        finding.Rule.Id + ": " + string.Format(System.Globalization.CultureInfo.InvariantCulture, finding.Rule.Format, [.. finding.Arguments]);

    public static IEnumerable<INamedTypeSymbol> Networks(Compilation compilation) => Types(compilation.Assembly.GlobalNamespace)
        .Where(type => type.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "NetworkAttribute"))
        .OrderBy(type => type.Locations[0].SourceTree!.FilePath, StringComparer.Ordinal)
        .ThenBy(type => type.Locations[0].SourceSpan.Start);

    static IEnumerable<INamedTypeSymbol> Types(INamespaceSymbol space) =>
        space.GetTypeMembers().SelectMany(type => type.GetTypeMembers().Prepend(type)).Concat(space.GetNamespaceMembers().SelectMany(Types));
}
