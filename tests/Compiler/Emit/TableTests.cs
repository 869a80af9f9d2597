using Lathe.Generator.Emit;
using Lathe.Generator.Emit.CSharp;
using Xunit;

namespace Lathe.Compiler.Tests.Emit;

public sealed class TableTests
{
    static string Printed(IEnumerable<TableRow> rows)
    {
        var code = new CodeWriter();
        TablePrinter.Print(code, "Rows", "Row", rows);
        return code.ToString();
    }

    static TableRow Row(string path, long offset) => $"new({new QuotedPath(path)}, {offset})";

    [Fact]
    public void Rows_of_blocks_are_printed_once() =>
        Assert.Equal(
            """
            Rows =
            [
                new("stem", 7),
                .. Repeat<Row>(4, i =>
                [
                    new("block." + (1 + i) + ".norm", 10 + 8 * i), new("block." + (1 + i), 12 - 2 * i),
                ]),
                new("head", 0),
            ],

            """,
            Printed(
            [
                Row("stem", 7),
                .. Enumerable.Range(0, 4).SelectMany(i => new[] { Row($"block.{i + 1}.norm", 10 + (8 * i)), Row($"block.{i + 1}", 12 - (2 * i)) }),
                Row("head", 0),
            ]));

    [Fact]
    public void Rows_that_advance_unevenly_are_printed_one_by_one()
    {
        var text = Printed([Row("a.0", 0), Row("a.1", 1), Row("a.2", 4), Row("a.3", 9), Row("a.4", 16)]);
        Assert.DoesNotContain("Repeat", text);
        Assert.Contains("""new("a.2", 4), new("a.3", 9)""", text);
    }

    [Fact]
    public void Numbers_beyond_int_are_never_computed_in_a_loop()
    {
        var text = Printed(Enumerable.Range(0, 5).Select(i => Row("a", 3_000_000_000 + i)));
        Assert.DoesNotContain("Repeat", text);
        Assert.Contains("3000000004", text);
    }

    [Theory]
    [InlineData("abcabcabc", "0:3x3")]
    [InlineData("xababababy", "0:1x1 1:2x4 9:1x1")]
    [InlineData("abcdef", "0:6x1")]
    [InlineData("aaaabcbcbc", "0:1x4 4:2x3")]
    public void A_sequence_is_covered_by_what_repeats_most(string members, string expected)
    {
        var cover = new Repetitions([.. members.Select(member => (int)member)], (_, _) => true, longestPeriod: 4, leastCount: 2).Cover();
        Assert.Equal(expected, string.Join(" ", cover.Select(found => $"{found.Start}:{found.Period}x{found.Count}")));
    }
}
