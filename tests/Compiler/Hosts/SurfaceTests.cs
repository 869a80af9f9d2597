using Lathe.Compiler.Tests.Support;
using Lathe.Generator.Hosts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace Lathe.Compiler.Tests.Hosts;

/// <summary>What users can name.</summary>
public sealed class SurfaceTests
{
    const string Body = """
        {
            readonly Linear linear = new(3);

            public Tensor Forward(Tensor x) => x.Then(linear);
        }
        """;

    static string[] ProblemsOf(GeneratorRun run) =>
        [.. run.Output.GetDiagnostics().Concat(run.Diagnostics).Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning).Select(diagnostic => diagnostic.ToString())];

    public static TheoryData<string> Declarations =>
    [
        $"[Network(4)] public sealed partial record Classifier : Module {Body}",
        $"namespace Users; [Network(4)] internal sealed partial record Classifier() : Module {Body}",
        $"namespace Users.Inner {{ [Lathe.NetworkAttribute(4)] public partial record Classifier : Module {Body} }}",
        $"public static partial class Outer {{ public partial struct Middle {{ [Network(4)] internal sealed partial record Classifier : Module {Body} }} }}",
        $"using Net = Lathe.NetworkAttribute; [Net(4)] public sealed partial record Classifier : Module {Body}",
        $"[Network(4)] public sealed partial record @class : Module {Body}",
        $"namespace Users.@internal; [Network(4)] public sealed partial record Classifier : Module {Body}",
        $"[Network(4)] public sealed partial record Vgg : Module {Body} [Network(4)] public sealed partial record VGG : Module {Body}",
        .. new[] { "Convolution", "MatrixProduct", "Memory", "Phase", "Execution", "Kernels", "Tail" }.Select(name => $"[Network(4)] public sealed partial record {name} : Module {Body}"),
        """
        [Network(6, 4)] public sealed partial record TwoScales : Module
        {
            readonly Parameter w = new(5, 4, 3), heads = new(5, 1, 1), bias = new(3);
            public Tensor Forward(Tensor x) => x.Reshape(1, 6, 4).Dropout(0.1f).MatMul(w) * heads + bias;
        }
        """,
        """
        [Network(3, 32, 32)] public sealed partial record PaddedPools : Module
        {
            readonly Conv conv = new(4, Kernel: 3);
            public Tensor Forward(Tensor x) => x.Slice(1, 0, 14).MaxPool(3, 2, 1).Relu().Pad(1, 0, 1).Pad(2, 0, 1).Then(conv);
        }
        """,
        """
        [Network(4)] public sealed partial record Normalized : Module
        {
            readonly Parameter table = new(16, 4); readonly GroupNorm norm = new(2); readonly DropPath drop = new(0.5f);
            public Tensor Forward(Tensor x) => x.Reshape(1, 4).MatMul(((Tensor)table).Transpose()) + ((Tensor)table).Then(norm).Then(drop).Mean(1);
        }
        """,
        $"[Network(4)] public partial record Classifier : Module {Body} [Network(5)] public partial record Wide : Classifier; public record Plain : Wide; [Network(6)] public sealed partial record Wider : Plain;",
    ];

    [Theory]
    [MemberData(nameof(Declarations))]
    public void Generated_code_compiles_without_a_warning_in_builds_and_editors(string declaration)
    {
        var compilation = TestCompilation.Of(declaration);
        Assert.NotEmpty(GeneratorRun.Of(compilation).Files);
        Assert.Empty(ProblemsOf(GeneratorRun.Of(compilation)));
        Assert.Empty(ProblemsOf(GeneratorRun.Of(compilation, BuildProperties.Editor)));
    }

    [Fact]
    public void The_editor_gets_the_surface_with_its_figures_and_no_kernels()
    {
        var files = GeneratorRun.Of(TestCompilation.Of($"[Network(4)] public sealed partial record Classifier : Module {Body}"), BuildProperties.Editor).Files;
        var (name, text) = Assert.Single(files);
        Assert.Equal("Classifier.g.cs", name);
        Assert.Contains("<remarks>Input 4; 15 parameters; 12 multiply-adds a sample in inference.</remarks>", text, StringComparison.Ordinal);
        Assert.Contains("public static global::Lathe.Network Compile(global::Lathe.Device? device = null, ulong seed = 0)", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_build_compiles_what_an_editor_of_the_same_process_has_evaluated()
    {
        // A name that no other test evaluates: what is known of a network is shared.
        var compilation = TestCompilation.Of($"[Network(4)] public sealed partial record EditedThenBuilt : Module {Body}");
        GeneratorRun.Of(compilation, BuildProperties.Editor);
        var evaluated = Assert.Single(NetworkEvaluations.Of(compilation, keepsGraphs: false, CancellationToken.None));
        Assert.Null(evaluated.Graph);
        Assert.Equal(15, evaluated.Figures?.Parameters);

        var files = GeneratorRun.Of(compilation, BuildProperties.Build).Files;
        Assert.Contains("Lathe.Kernels.0.g.cs", files.Keys);
        Assert.NotNull(Assert.Single(NetworkEvaluations.Of(compilation, keepsGraphs: false, CancellationToken.None)).Graph);
    }

    [Fact]
    public void A_network_with_errors_still_has_its_surface()
    {
        var run = GeneratorRun.Of(TestCompilation.Of("""
            [Network(4)]
            public sealed partial record Classifier : Module
            {
                readonly Linear first = new(3), second = new(5);

                public Tensor Forward(Tensor x) => x.Then(first) + x.Then(second);
            }

            public static class User
            {
                public static Network Use() => Classifier.Compile();
            }
            """));
        Assert.Equal(["LATHE080"], run.Diagnostics.Select(diagnostic => diagnostic.Id));
        Assert.Empty(run.Output.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        Assert.Equal(["Classifier.g.cs"], run.Files.Keys);
    }

    [Fact]
    public void A_dump_shows_every_pass()
    {
        var compilation = TestCompilation.Of($"[Network(4)] public sealed partial record Classifier : Module {Body}");
        Assert.DoesNotContain("Classifier.passes.g.cs", GeneratorRun.Of(compilation).Files.Keys);
        var run = GeneratorRun.Of(compilation, BuildProperties.Dump);
        Assert.Empty(ProblemsOf(run));
        var dump = run.Files["Classifier.passes.g.cs"].Split('\n');
        var headings = dump.Where(line => line.StartsWith("// == ", StringComparison.Ordinal)).Select(line => line["// == ".Length..]).ToArray();
        Assert.Equal("Frontend", headings[0]);
        Assert.Contains("Differentiate", headings);
        Assert.Equal("Cuda: PlanMemory", headings[^1]);
        Assert.Contains("// (unchanged)", dump);
        Assert.Contains(dump, line => line.Contains("linear.weight", StringComparison.Ordinal));
    }

    [Fact]
    public void An_unoptimised_build_is_told_so()
    {
        var compilation = TestCompilation.Of($"[Network(4)] public sealed partial record Classifier : Module {Body}");
        var debug = compilation.WithOptions(compilation.Options.WithOptimizationLevel(OptimizationLevel.Debug));
        var diagnostic = Assert.Single(GeneratorRun.Of(debug).Diagnostics);
        Assert.Equal(("LATHE110", DiagnosticSeverity.Info), (diagnostic.Id, diagnostic.Severity));
        Assert.Empty(GeneratorRun.Of(debug, BuildProperties.Editor).Diagnostics);
        Assert.Empty(GeneratorRun.Of(compilation).Diagnostics);
    }

    [Fact]
    public void An_older_CSharp_is_told_so()
    {
        var compilation = TestCompilation.Of($"[Network(4)] public sealed partial record Classifier : Module {Body}");
        var old = TestCompilation.ParseOptions.WithLanguageVersion(LanguageVersion.CSharp12);
        var trees = compilation.SyntaxTrees.Select(tree => CSharpSyntaxTree.ParseText(tree.GetText(), old, tree.FilePath));
        var diagnostic = Assert.Single(GeneratorRun.Of(compilation.RemoveAllSyntaxTrees().AddSyntaxTrees(trees)).Diagnostics);
        Assert.Equal("LATHE111", diagnostic.Id);
        Assert.Contains("C# 12.0", diagnostic.GetMessage(), StringComparison.Ordinal);
    }
}
