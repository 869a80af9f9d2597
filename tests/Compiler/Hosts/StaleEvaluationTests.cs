using Lathe.Compiler.Tests.Support;
using Lathe.Generator.Frontend;
using Lathe.Generator.Hosts.Keys;
using Lathe.Generator.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace Lathe.Compiler.Tests.Hosts;

/// <summary>What changes an evaluation although no token changes that the network can reach.</summary>
public sealed class StaleEvaluationTests
{
    const string Wrong = """
        [Network(4)] public sealed partial record Net : Module
        {
            public Tensor Forward(Tensor x)
            {
        #error Not yet.
                return x.Reshape(3);
            }
        }
        """;

    static ContentHash KeyIn(Compilation compilation) => SourceIndex.Of(compilation, CancellationToken.None).KeyOf("Users.Net").Tokens;

    static string Network(string width, string above = "") =>
        $"{above} namespace Users {{ [Network(4)] public sealed partial record Net : Module {{ readonly Linear a = new({width}); public Tensor Forward(Tensor x) => x.Then(a); }} }}";

    /// <summary>Where C# has an error of its own Lathe is silent; when it goes, Lathe speaks.</summary>
    [Fact]
    public void An_error_that_a_directive_makes_is_seen_to_go()
    {
        var run = GeneratorRun.Of(TestCompilation.Of(("Net.cs", Wrong)));
        Assert.Empty(run.Diagnostics);
        Assert.Equal("LATHE080", Assert.Single(run.Edit("Net.cs", Wrong.Replace("#error Not yet.", "", StringComparison.Ordinal)).Diagnostics).Id);
        Assert.Empty(run.Edit("Net.cs", Wrong).Diagnostics);
    }

    /// <summary>The generator runs before the analyser, and does not see what it adds itself.</summary>
    [Fact]
    public async Task An_error_that_generated_code_removes_is_seen_to_go()
    {
        const string Net = "[Network(4)] public sealed partial record Net : Module { public Tensor Forward(Tensor x) { Func<Network> compile = () => Net.Compile(); return x.Reshape(3); } }";
        var run = GeneratorRun.Of(TestCompilation.Of(Net), BuildProperties.Editor);
        Assert.Empty(await AnalyzerRun.OfAsync(run.Compilation));
        Assert.Equal("LATHE080", Assert.Single(await AnalyzerRun.OfAsync(run.Output)).Id);
    }

    /// <summary>The part that the generator adds is partial whatever the user's is.</summary>
    [Fact]
    public async Task A_network_that_is_not_partial_is_wrong_beside_its_generated_part()
    {
        const string Net = "[Network(4)] public sealed record NotPartial : Module { public Tensor Forward(Tensor x) => x; }";
        var run = GeneratorRun.Of(TestCompilation.Of(Net), BuildProperties.Editor);

        // A comment, so that the analyser does not find what the generator found.
        Assert.Equal("LATHE001", Assert.Single(await AnalyzerRun.OfAsync(((CSharpCompilation)run.Output).With("Networks.cs", "// A comment.\n" + Net))).Id);
    }

    /// <summary>A cancellation while C# is asked for its errors is no answer.</summary>
    [Fact]
    public void A_cancelled_evaluation_finds_nothing()
    {
        using var source = new CancellationTokenSource();
        var compilation = TestCompilation.Of(("Net.cs", Wrong.Replace("return", "int unused; return", StringComparison.Ordinal)));
        compilation = compilation.WithOptions(compilation.Options.WithSyntaxTreeOptionsProvider(new CancelsAtWarnings(source)));
        Assert.Throws<OperationCanceledException>(() => NetworkEvaluator.Evaluate(compilation, compilation.GetTypeByMetadataName("Net")!, source.Token));
    }

    [Theory]
    [InlineData("[System.Runtime.CompilerServices.CallerLineNumber] int line = 0) => line", "H.Of(1)", "\nH.Of(1)")]
    [InlineData("[Line] int line = 0) => line", "H.Of(1)", "\nH.Of(1)")]
    [InlineData("[System.Runtime.CompilerServices.CallerArgumentExpression(\"n\")] string text = \"\") => text.Length", "H.Of(1 + 1)", "H.Of(1  +  1)")]
    public void What_an_attribute_reads_from_the_text_is_seen(string parameter, string call, string edited)
    {
        var helper = ("Helper.cs", $"global using Line = System.Runtime.CompilerServices.CallerLineNumberAttribute; static class H {{ public static int Of(int n, {parameter}; }}");
        var run = GeneratorRun.Of(TestCompilation.Of(helper, ("Net.cs", Network(call))));
        var before = run.Files;
        Assert.NotEqual(before, run.Edit("Net.cs", Network(edited)).Files);
        Assert.Equal(before, run.Edit("Net.cs", Network(call)).Files);
    }

    [Fact]
    public void A_comment_elsewhere_leaves_what_does_not_read_the_text()
    {
        (string, string) Helper(string comment) => ("Helper.cs", $"{comment} static class H {{ public static int Line([System.Runtime.CompilerServices.CallerLineNumber] int line = 0) => line; }}");
        ContentHash KeyWith(string comment, string width) => KeyIn(TestCompilation.Of(Helper(comment), ("Net.cs", Network(width))));
        Assert.Equal(KeyWith("", "3"), KeyWith("// A comment.\n", "3"));
        Assert.NotEqual(KeyWith("", "H.Line()"), KeyWith("// A comment.\n", "H.Line()"));
    }

    /// <summary>One of two networks leaves out what the other applies; only the former is evaluated again for its places.</summary>
    [Fact]
    public void A_renamed_file_forgets_no_layer()
    {
        const string Base = "public abstract record Base : Module { protected readonly Linear c = new(3), d = new(4); }";
        const string Nets = """
            [Network(4)] public sealed partial record A : Base { public Tensor Forward(Tensor x) => x.Then(c).Then(d); }
            [Network(4)] public sealed partial record B : Base { public Tensor Forward(Tensor x) => x.Then(d); }
            """;
        Assert.Empty(GeneratorRun.Of(TestCompilation.Of(("Base.cs", Base), ("Nets.cs", Nets))).Diagnostics);
        Assert.Empty(GeneratorRun.Of(TestCompilation.Of(("Renamed.cs", Base), ("Nets.cs", Nets))).Diagnostics);
    }

    [Theory]
    [InlineData("namespace Parts.Users { class Unrelated; }", "namespace Users.Parts { class Unrelated; }")]
    [InlineData("namespace Parts.Users { class Unrelated; }", "namespace Users { namespace Parts { class Unrelated; } }")]
    [InlineData("System.Console.WriteLine();", "int Parts = 3;")]
    [InlineData("System.Console.WriteLine();", "void Parts() { }")]
    [InlineData("System.Console.WriteLine();", "if (1 is var Parts) { }")]
    public void A_name_that_hides_a_used_one_is_seen(string unrelated, string hiding)
    {
        ContentHash KeyWith(string other) => KeyIn(TestCompilation.Of(
            ("Other.cs", other),
            ("Parts.cs", "namespace Parts { static class Sizes { public const int Width = 3; } }"),
            ("Net.cs", Network("Parts.Sizes.Width"))));
        Assert.NotEqual(KeyWith(unrelated), KeyWith(hiding));
    }

    [Fact]
    public void A_local_of_the_program_that_hides_nothing_leaves_the_key()
    {
        ContentHash KeyWith(string program) => KeyIn(TestCompilation.Of(("Program.cs", program), ("Net.cs", Network("3"))));
        Assert.Equal(KeyWith("int one = 1;"), KeyWith("int two = 2;"));
        Assert.Equal(KeyWith("int a = 1;"), KeyWith("int a = 2;"));
    }

    [Fact]
    public void An_extern_alias_is_seen() =>
        Assert.NotEqual(KeyIn(TestCompilation.Of(Network("3"))), KeyIn(TestCompilation.Of(Network("3", "extern alias Sizes;"))));

    [Fact]
    public void Options_that_C_sharp_has_errors_by_are_seen()
    {
        CSharpCompilation plain = TestCompilation.Of(Network("3"));
        var symbol = TestCompilation.ParseOptions.WithPreprocessorSymbols("DEBUG");
        Compilation[] all =
        [
            plain,
            plain.WithOptions(plain.Options.WithAllowUnsafe(true)),
            plain.WithOptions(plain.Options.WithNullableContextOptions(NullableContextOptions.Disable)),
            plain.RemoveAllSyntaxTrees().AddSyntaxTrees(plain.SyntaxTrees.Select(tree => tree.WithRootAndOptions(tree.GetRoot(), symbol))),
        ];
        Assert.Equal(all.Length, all.Select(KeyIn).Distinct().Count());
    }

    sealed class CancelsAtWarnings(CancellationTokenSource source) : SyntaxTreeOptionsProvider
    {
        public override GeneratedKind IsGenerated(SyntaxTree tree, CancellationToken cancellationToken) => GeneratedKind.NotGenerated;

        public override bool TryGetDiagnosticValue(SyntaxTree tree, string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity)
        {
            source.Cancel();
            cancellationToken.ThrowIfCancellationRequested();
            severity = default;
            return false;
        }

        public override bool TryGetGlobalDiagnosticValue(string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity)
        {
            severity = default;
            return false;
        }
    }
}
