using Lathe.Compiler.Tests.Support;
using Lathe.Generator.Hosts;
using Lathe.Generator.Hosts.Keys;
using Lathe.Generator.Support;
using Microsoft.CodeAnalysis;
using Xunit;

namespace Lathe.Compiler.Tests.Hosts;

/// <summary>What an edit makes the generator do again.</summary>
public sealed class IncrementalityTests
{
    const string Blocks = """
        namespace Users;

        public sealed record Block(int Channels) : Module
        {
            readonly Linear linear = new(Channels);

            public Tensor Forward(Tensor x) => x.Then(linear).Relu();
        }

        public sealed record Other(int Channels) : Module
        {
            readonly Linear linear = new(Channels, Bias: false);

            public Tensor Forward(Tensor x) => x.Then(linear);
        }
        """;

    const string Networks = """
        namespace Users;

        [Network(4)]
        public sealed partial record First : Module
        {
            readonly Block block = new(8);
            readonly Linear head = new(3);

            public Tensor Forward(Tensor x) => x.Then(block).Then(head);
        }

        [Network(4)]
        public sealed partial record Second : Module
        {
            readonly Other block = new(8);

            public Tensor Forward(Tensor x) => x.Then(block);
        }
        """;

    const string Program = """
        namespace Users;

        public static class Program
        {
            public static int Answer() => 42;
        }
        """;

    static GeneratorRun Start() => GeneratorRun.Of(TestCompilation.Of(("Blocks.cs", Blocks), ("Networks.cs", Networks), ("Program.cs", Program)));

    static void AssertNothingRegenerated(GeneratorRun run)
    {
        Assert.All(run.Reasons(LatheGenerator.Steps.Networks), reason => Assert.Equal(IncrementalStepRunReason.Unchanged, reason));
        Assert.All(run.Reasons(LatheGenerator.Steps.Sources), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
        Assert.All(run.Reasons(LatheGenerator.Steps.Compiled), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
        Assert.NotEmpty(run.FileReasons);
        Assert.All(run.FileReasons.Values, reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    [Fact]
    public void A_comment_regenerates_nothing()
    {
        var run = Start();
        AssertNothingRegenerated(run.Edit("Networks.cs", "// A comment.\n" + Networks.Replace("new(3);", "new( 3 ); // three", StringComparison.Ordinal)));
        AssertNothingRegenerated(run.Edit("Blocks.cs", Blocks.Replace("public Tensor", "/* here */ public Tensor", StringComparison.Ordinal)));
    }

    [Fact]
    public void An_edit_of_another_body_regenerates_nothing() =>
        AssertNothingRegenerated(Start().Edit("Program.cs", Program.Replace("42", "43", StringComparison.Ordinal)));

    [Fact]
    public void An_edit_of_another_body_in_the_same_file_regenerates_nothing()
    {
        var run = GeneratorRun.Of(TestCompilation.Of(("All.cs", Blocks + Networks.Replace("namespace Users;", "", StringComparison.Ordinal) + Program.Replace("namespace Users;", "", StringComparison.Ordinal))));
        AssertNothingRegenerated(run.Edit("All.cs", run.Compilation.SyntaxTrees.Single(tree => tree.FilePath == "All.cs").ToString().Replace("42", "43", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_new_unrelated_class_regenerates_nothing() =>
        AssertNothingRegenerated(Start().Edit("New.cs", "namespace Users; public sealed class Unrelated { public int Forward(int x) => x; }"));

    [Fact]
    public void An_unused_record_regenerates_nothing() =>
        AssertNothingRegenerated(Start().Edit("New.cs", Blocks.Replace("Block", "Unused", StringComparison.Ordinal).Replace("Other", "Unneeded", StringComparison.Ordinal)));

    [Fact]
    public void An_edit_of_a_used_block_regenerates_the_network_that_uses_it()
    {
        var run = Start();
        var before = run.Files;
        run.Edit("Blocks.cs", Blocks.Replace(".Relu()", ".Relu().Relu()", StringComparison.Ordinal).Replace("Linear linear = new(Channels);", "Linear linear = new(Channels + 1);", StringComparison.Ordinal));
        Assert.NotEqual(before["Users.First.g.cs"], run.Files["Users.First.g.cs"]);
        Assert.Equal(before["Users.Second.g.cs"], run.Files["Users.Second.g.cs"]);
        Assert.Equal(IncrementalStepRunReason.Modified, run.FileReasons["Users.First.g.cs"]);
        Assert.NotEqual(IncrementalStepRunReason.Modified, run.FileReasons["Users.Second.g.cs"]);
    }

    /// <summary>One of two networks applies what both inherit; an edit above it evaluates only the other again.</summary>
    [Fact]
    public void A_comment_forgets_no_layer()
    {
        const string Net = """
            public abstract record Base : Module { protected readonly Linear c = new(3); }
            [Network(4)] public sealed partial record A : Base { public Tensor Forward(Tensor x) => x.Then(c); }
            [Network(4)] public sealed partial record B : Base { public Tensor Forward(Tensor x) => x; }
            """;
        var run = GeneratorRun.Of(TestCompilation.Of(("Net.cs", Net)));
        Assert.Empty(run.Diagnostics);
        Assert.Empty(run.Edit("Net.cs", "// A line.\n" + Net).Diagnostics);
    }

    /// <summary>What uses an operator, or a query, does not mention it.</summary>
    [Theory]
    [InlineData("extension(Tensor) { public static Tensor operator %(Tensor x, int n) => x * n; }", "x * n", "x % 3")]
    [InlineData("public static Tensor Select(this Tensor x, Func<Tensor, Tensor> f) => f(x) * 2;", "* 2", "from t in x select t.Relu()")]
    public void An_edit_of_an_extension_without_a_mention_is_seen(string extension, string edited, string use)
    {
        ContentHash KeyWith(string text) => SourceIndex.Of(
            TestCompilation.Of(("Extensions.cs", $"public static class Extensions {{ {text} }}"), ("Net.cs", $"[Network(4)] public sealed partial record Net : Module {{ public Tensor Forward(Tensor x) => {use}; }}")),
            CancellationToken.None).KeyOf("Net").Tokens;
        Assert.NotEqual(KeyWith(extension), KeyWith(extension.Replace(edited, $"{edited} + 1", StringComparison.Ordinal)));
    }

    /// <summary>The files' order is the order of what a partial type declares in them.</summary>
    [Fact]
    public void A_part_that_moves_before_another_is_seen()
    {
        (string, string)[] parts =
        [
            ("A.cs", "[Network(4)] public sealed partial record Net : Module { readonly Linear a = new(3); public Tensor Forward(Tensor x) => x.Then(a).Then(b); }"),
            ("B.cs", "public sealed partial record Net { readonly Linear b = new(3); }"),
        ];
        var names = parts.Concat(parts.Reverse()).Chunk(2).Select(order => ParameterNames(string.Concat(GeneratorRun.Of(TestCompilation.Of(order)).Files.Values))).ToArray();
        Assert.Equal(["a.weight", "a.bias", "b.weight", "b.bias"], names[0]);
        Assert.Equal(["b.weight", "b.bias", "a.weight", "a.bias"], names[1]);

        static string[] ParameterNames(string text) => [.. text.Split('"').Where(name => name is "a.weight" or "a.bias" or "b.weight" or "b.bias").Distinct()];
    }

    [Fact]
    public void A_name_that_hides_a_used_one_is_seen()
    {
        var run = Start();
        var before = run.Files["Users.First.g.cs"];
        run.Edit("Networks.cs", Networks.Replace("namespace Users;", "namespace Users.Inner;", StringComparison.Ordinal));
        var outer = run.Files["Users.Inner.First.g.cs"];
        Assert.NotEqual(before, outer);
        run.Edit("Inner.cs", Blocks.Replace("namespace Users;", "namespace Users.Inner;", StringComparison.Ordinal).Replace("new(Channels)", "new(2 * Channels)", StringComparison.Ordinal));
        Assert.NotEqual(outer, run.Files["Users.Inner.First.g.cs"]);
    }

    [Fact]
    public void Two_clean_runs_give_the_same_text()
    {
        var first = Start().Files;
        var second = GeneratorRun.Of(TestCompilation.Of(("Program.cs", Program), ("Networks.cs", Networks), ("Blocks.cs", Blocks))).Files;
        Assert.Equal(first, second);
    }

    [Fact]
    public void A_culture_with_decimal_commas_changes_nothing()
    {
        var expected = Start().Files;
        Assert.Equal(expected, Cultures.Under("de-DE", () => Start().Files));
    }
}
