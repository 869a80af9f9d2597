using System.Globalization;
using Lathe.Compiler.Tests.Hosts;
using Lathe.Compiler.Tests.Support;
using Microsoft.CodeAnalysis;
using Xunit;

namespace Lathe.Compiler.Tests.Frontend;

/// <summary>More than a hundred ways to be wrong, one diagnostic each, the same from both hosts.</summary>
public sealed class WrongProgramTests
{
    public static TheoryData<string> Titles => [.. WrongProgram.All.Keys];

    [Fact]
    public void There_are_more_than_a_hundred() => Assert.InRange(WrongProgram.All.Count, 100, int.MaxValue);

    [Theory]
    [MemberData(nameof(Titles))]
    public void The_generator_says_what_is_wrong_and_where(string title)
    {
        var program = WrongProgram.All[title];
        Assert.Equal(Expected(program), GeneratorRun.Of(TestCompilation.Of(program.Source)).Diagnostics.Where(IsOurs).Select(diagnostic => Shown(program, diagnostic)));
    }

    [Theory]
    [MemberData(nameof(Titles))]
    public async Task The_analyser_says_what_is_wrong_and_where(string title)
    {
        var program = WrongProgram.All[title];
        var diagnostics = await AnalyzerRun.OfAsync(TestCompilation.Of(program.Source));
        Assert.Equal(Expected(program), diagnostics.Where(IsOurs).Select(diagnostic => Shown(program, diagnostic)));
    }

    static bool IsOurs(Diagnostic diagnostic) => diagnostic.Id.StartsWith("LATHE", StringComparison.Ordinal);

    static IEnumerable<string> Expected(WrongProgram program) =>
        [$"{program.Id} at '{program.Source.Substring(program.Span.Start, program.Span.Length)}' ({program.Span.Start}): {program.Message}"];

    static string Shown(WrongProgram program, Diagnostic diagnostic)
    {
        var span = diagnostic.Location.SourceSpan;
        return $"{diagnostic.Id} at '{program.Source.Substring(span.Start, span.Length)}' ({span.Start}): {diagnostic.GetMessage(CultureInfo.InvariantCulture)}";
    }
}
