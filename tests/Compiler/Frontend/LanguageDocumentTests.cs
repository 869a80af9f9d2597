using System.Reflection;
using Lathe.Compiler.Tests.Support;
using Xunit;

namespace Lathe.Compiler.Tests.Frontend;

/// <summary><c>docs/language.md</c> is normative because every row names a test; this checks that the tests exist.</summary>
public sealed class LanguageDocumentTests
{
    static readonly HashSet<string> Methods =
    [
        .. typeof(LanguageDocumentTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods().Where(method => method.GetCustomAttributes().Any(attribute => attribute is FactAttribute)).Select(method => $"{type.Name}.{method.Name}")),
    ];

    public static TheoryData<string> Tests =>
    [
        .. File.ReadAllLines(Repository.PathOf("docs", "language.md"))
            .Where(line => line.StartsWith('|') && !line.StartsWith("| ---", StringComparison.Ordinal) && !line.EndsWith("| test |", StringComparison.Ordinal))
            .Select(line => line.Split('|')[^2].Trim())
            .Distinct(),
    ];

    [Theory]
    [MemberData(nameof(Tests))]
    public void A_row_names_a_test_that_exists(string test)
    {
        var exists = test switch
        {
            _ when test.StartsWith("wrong: ", StringComparison.Ordinal) => WrongProgram.All.ContainsKey(test["wrong: ".Length..]),
            _ when test.StartsWith("Features.", StringComparison.Ordinal) => FeatureTests.Features.Select(row => row.Data).Contains(test["Features.".Length..]),
            _ => Methods.Contains(test),
        };
        Assert.True(exists, $"There is no test '{test}'.");
    }

    [Fact]
    public void The_document_has_its_tables() => Assert.InRange(Tests.Count, 50, int.MaxValue);
}
