using Lathe.Compiler.Tests.Support;
using Xunit;

namespace Lathe.Compiler.Tests.Hosts;

/// <summary>A mistake in code that many modules share is one diagnostic, which says where it happened.</summary>
public sealed class MergedDiagnosticTests
{
    const string Blocks = """
        public sealed record Block(int Channels) : Module
        {
            readonly Conv conv = new(Channels, Kernel: 3, Padding: 1);

            public Tensor Forward(Tensor x) => x + x.Then(conv);
        }

        public abstract record Base(int Blocks) : Module
        {
            readonly Sequential layer1 = [.. Enumerable.Repeat(new Block(8), Blocks)];
            readonly Linear head = new(10);

            public Tensor Forward(Tensor x) => x.Then(layer1).GlobalAveragePool().Then(head);
        }

        """;

    static async Task<string> MessageAsync(string networks)
    {
        var compilation = TestCompilation.Of(Blocks + networks);
        var live = Assert.Single(await AnalyzerRun.OfAsync(compilation));
        var built = Assert.Single(GeneratorRun.Of(compilation).Diagnostics);
        Assert.Equal(built.ToString(), live.ToString());
        Assert.Equal("x + x.Then(conv)", live.Location.SourceTree!.ToString().Substring(live.Location.SourceSpan.Start, live.Location.SourceSpan.Length));
        return live.GetMessage();
    }

    [Fact]
    public async Task One_network_names_the_module() =>
        Assert.EndsWith(" at `layer1.0` of Small", await MessageAsync("[Network(3, 8, 8)] public sealed partial record Small() : Base(1);"), StringComparison.Ordinal);

    [Fact]
    public async Task Many_networks_name_the_first_and_count_the_others() =>
        Assert.EndsWith(
            " at `layer1.0` of Large, and 2 more",
            await MessageAsync("""
                [Network(3, 8, 8)] public sealed partial record Small() : Base(1);
                [Network(3, 8, 8)] public sealed partial record Large() : Base(3);
                [Network(3, 16, 16)] public sealed partial record Wide() : Base(2);
                """),
            StringComparison.Ordinal);

    [Fact]
    public async Task The_message_has_both_shapes()
    {
        var message = await MessageAsync("[Network(3, 8, 8)] public sealed partial record Small() : Base(1);");
        Assert.Contains("[3, 8, 8]", message, StringComparison.Ordinal);
        Assert.Contains("[8, 8, 8]", message, StringComparison.Ordinal);
    }
}
