using System.Diagnostics;
using System.Globalization;
using Lathe.Compiler.Tests.Support;
using Lathe.Generator.Hosts;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace Lathe.Compiler.Tests.Hosts;

/// <summary>What an edit costs in a project of a hundred records.</summary>
public sealed class EvaluationCostTests
{
    const int Records = 100;
    const double LimitInMilliseconds = 5;

    static string Text(int number) => string.Create(CultureInfo.InvariantCulture, $$"""
        namespace Users;

        public sealed record Block{{number}}(int Channels) : Module
        {
            readonly Conv conv1 = new(Channels, Kernel: 3, Padding: 1, Bias: false), conv2 = new(Channels, Kernel: 3, Padding: 1, Bias: false);
            readonly BatchNorm bn1 = new(), bn2 = new();

            public Tensor Forward(Tensor x)
            {
                var y = x.Then(conv1).Then(bn1).Relu().Then(conv2).Then(bn2);
                return y.Relu();
            }
        }

        {{(number % 10 != 0 ? "" : $$"""
        [Network(3, 8, 8)]
        public sealed partial record Network{{number}} : Module
        {
            readonly Sequential blocks = [{{string.Join(", ", Enumerable.Range(0, 9).Select(block => $"new Block{number + block}(8)"))}}];
            readonly Linear head = new(10);

            public Tensor Forward(Tensor x) => x.Then(blocks).GlobalAveragePool().Then(head);
        }
        """)}}

        public static class Helper{{number}}
        {
            public static int Count() => 0;
        }
        """);

    public static TheoryData<string, string, string> Edits => new()
    {
        { "a comment", "public static class", "/* EDIT */ public static class" },
        { "another body", "=> 0;", "=> EDIT;" },
        { "a new class", "public static class", "public sealed class NewEDIT { } public static class" },
    };

    [Theory]
    [MemberData(nameof(Edits))]
    public void An_edit_costs_at_most_five_milliseconds(string what, string old, string replacement)
    {
        CSharpCompilation compilation = TestCompilation.Of(Enumerable.Range(0, Records).Select(number => ($"File{number}.cs", Text(number))));
        var networks = NetworkEvaluations.Of(compilation, keepsGraphs: true, CancellationToken.None);
        Assert.Equal(Records / 10, networks.Count);
        Assert.All(networks, network => Assert.NotNull(network.Graph));

        var best = double.PositiveInfinity;
        for (var edit = 1; edit <= 30; edit++)
        {
            var text = Text(50).Replace(old, replacement.Replace("EDIT", edit.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.NotEqual(Text(50), text);
            var edited = compilation.With("File50.cs", text);
            var watch = Stopwatch.StartNew();
            var after = NetworkEvaluations.Of(edited, keepsGraphs: true, CancellationToken.None);
            best = Math.Min(best, watch.Elapsed.TotalMilliseconds);
            Assert.Equal(networks, after);
        }

        Assert.True(best <= LimitInMilliseconds, string.Create(CultureInfo.InvariantCulture, $"The best of 30 edits ({what}) took {best:F2} ms."));
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {best:F2} ms"));
    }
}
