using Lathe.Compiler.Tests.Support;
using Microsoft.CodeAnalysis;
using Xunit;

namespace Lathe.Compiler.Tests.Hosts;

/// <summary>Who reports what, when.</summary>
public sealed class AnalyzerTests
{
    const string Wrong = """
        [Network(4)]
        public sealed record Classifier : Module
        {
            readonly Linear linear = new(3);

            public Tensor Forward(Tensor x) => x.Then(linear);
        }
        """;

    [Fact]
    public async Task In_the_editor_the_analyser_reports_and_the_generator_is_silent()
    {
        var compilation = TestCompilation.Of(Wrong);
        Assert.Equal(["LATHE001"], (await AnalyzerRun.OfAsync(compilation, BuildProperties.Editor)).Select(diagnostic => diagnostic.Id));
        Assert.Empty(GeneratorRun.Of(compilation, BuildProperties.Editor).Diagnostics);
    }

    [Fact]
    public async Task In_a_build_the_generator_reports_and_the_analyser_is_silent()
    {
        var compilation = TestCompilation.Of(Wrong);
        Assert.Equal(["LATHE001"], GeneratorRun.Of(compilation, BuildProperties.Build).Diagnostics.Select(diagnostic => diagnostic.Id));
        Assert.Empty(await AnalyzerRun.OfAsync(compilation, BuildProperties.Build));
    }

    [Fact]
    public async Task Each_file_shows_its_own_errors()
    {
        var compilation = TestCompilation.Of(("One.cs", Wrong), ("Two.cs", Wrong.Replace("Classifier", "Other", StringComparison.Ordinal)), ("Three.cs", "class Unrelated;"));
        Assert.Contains("Classifier", Assert.Single(await AnalyzerRun.OfAsync(compilation, "One.cs")).GetMessage(), StringComparison.Ordinal);
        Assert.Contains("Other", Assert.Single(await AnalyzerRun.OfAsync(compilation, "Two.cs")).GetMessage(), StringComparison.Ordinal);
        Assert.Empty(await AnalyzerRun.OfAsync(compilation, "Three.cs"));
    }

    [Fact]
    public void A_diagnostic_moves_with_its_code_and_regenerates_nothing()
    {
        var run = GeneratorRun.Of(TestCompilation.Of(Wrong));
        Assert.Equal(1, Assert.Single(run.Diagnostics).Location.GetLineSpan().StartLinePosition.Line);
        run.Edit("Networks.cs", "// One line.\n// Another one.\n" + Wrong);
        Assert.Equal(3, Assert.Single(run.Diagnostics).Location.GetLineSpan().StartLinePosition.Line);
        Assert.All(run.FileReasons.Values, reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    [Fact]
    public void A_pragma_silences_a_diagnostic_in_a_build()
    {
        var compilation = TestCompilation.Of("#pragma warning disable LATHE001\n" + Wrong);
        var diagnostic = Assert.Single(GeneratorRun.Of(compilation).Diagnostics);
        Assert.True(diagnostic.IsSuppressed);
    }

    [Fact]
    public async Task A_project_without_Lathe_is_left_alone()
    {
        var compilation = TestCompilation.Of("class NetworkAttribute : System.Attribute; [Network] class Unrelated;");
        compilation = compilation.WithReferences(compilation.References.Where(reference => !reference.Display!.Contains("Lathe", StringComparison.Ordinal)));
        Assert.Empty(GeneratorRun.Of(compilation).Files);
        Assert.Empty(await AnalyzerRun.OfAsync(compilation));
    }

    [Fact]
    public void An_attribute_of_that_name_from_elsewhere_makes_no_network()
    {
        var compilation = TestCompilation.Of("namespace Users; class NetworkAttribute : System.Attribute; [Network] partial record Unrelated : Lathe.Module;");
        Assert.Empty(GeneratorRun.Of(compilation).Files);
    }
}
