using System.Runtime.CompilerServices;
using System.Text;
using Lathe.Generator.Support;

namespace Lathe.Generator.Emit.CSharp;

/// <summary>A path of names, as a string literal whose indices are numbers.</summary>
internal readonly record struct QuotedPath(string Path);

/// <summary>A row of a table, taken apart into text and numbers, so that rows that differ in numbers alone can become one in a loop.</summary>
/// <param name="literalLength">How long the text of the interpolated string is.</param>
/// <param name="holes">How many holes it has.</param>
[InterpolatedStringHandler]
internal sealed class TableRow(int literalLength, int holes)
{
    readonly StringBuilder text = new(literalLength + (4 * holes));
    readonly List<Part> parts = [];
    readonly List<long> numbers = [];
    string? structure;

    /// <summary>The numbers, which the structure leaves out.</summary>
    public IReadOnlyList<long> Numbers => numbers;

    /// <summary>Equal where two rows differ in numbers alone.</summary>
    public string Structure => structure ??= string.Concat(parts.Select(part => $"{part.Text}‹{part.IsQuoted}›")) + text;

    public void AppendLiteral(string literal) => text.Append(literal);

    public void AppendFormatted(string code) => text.Append(code);

    public void AppendFormatted(long number)
    {
        // What an int cannot hold stays text: an int computes the numbers of a loop.
        if (number is < 0 or > int.MaxValue)
            text.Append(CSharpLiteral.Of(number));
        else
            Number(number, isQuoted: false);
    }

    public void AppendFormatted(EquatableArray<int> list)
    {
        text.Append('[');
        for (var position = 0; position < list.Count; position++)
        {
            AppendLiteral(position == 0 ? "" : ", ");
            AppendFormatted((long)list[position]);
        }

        text.Append(']');
    }

    public void AppendFormatted(QuotedPath path)
    {
        var literal = CSharpLiteral.Of(path.Path);
        var segments = literal.Substring(1, literal.Length - 2).Split('.');
        text.Append('"');
        for (var position = 0; position < segments.Length; position++)
        {
            AppendLiteral(position == 0 ? "" : ".");
            if (int.TryParse(segments[position], out var index) && CSharpLiteral.Of(index) == segments[position])
                Number(index, isQuoted: true);
            else
                text.Append(segments[position]);
        }

        text.Append('"');
    }

    /// <summary>The row with its own numbers.</summary>
    public string Print() => Print(place => CSharpLiteral.Of(numbers[place]));

    /// <summary>The row in a loop whose variable is <c>i</c>.</summary>
    /// <param name="next">The same row of the next iteration.</param>
    public string PrintInLoop(TableRow next) => Print(place =>
    {
        var (start, step) = (CSharpLiteral.Of(numbers[place]), next.numbers[place] - numbers[place]);
        if (step == 0)
            return start;
        var product = step == 1 ? "i" : $"{CSharpLiteral.Of(Math.Abs(step))} * i";
        var sum = numbers[place] == 0 ? product : $"{start} {(step < 0 ? '-' : '+')} {product}";
        return !parts[place].IsQuoted ? sum : sum == "i" ? "\" + i + \"" : $"\" + ({sum}) + \"";
    });

    /// <summary>Whether the numbers of three rows of one structure are evenly spaced.</summary>
    public static bool AdvanceEvenly(TableRow first, TableRow second, TableRow third)
    {
        for (var place = 0; place < first.numbers.Count; place++)
        {
            if (second.numbers[place] - first.numbers[place] != third.numbers[place] - second.numbers[place])
                return false;
        }

        return true;
    }

    string Print(Func<int, string> number)
    {
        var printed = new StringBuilder();
        for (var place = 0; place < parts.Count; place++)
            printed.Append(parts[place].Text).Append(number(place));

        // A path that ends with a number adds no empty text.
        return printed.Append(text).Replace(" + \"\"", "").ToString();
    }

    void Number(long number, bool isQuoted)
    {
        parts.Add(new(text.ToString(), isQuoted));
        numbers.Add(number);
        text.Clear();
    }

    /// <summary>Text, and that a number follows it.</summary>
    readonly record struct Part(string Text, bool IsQuoted);
}
