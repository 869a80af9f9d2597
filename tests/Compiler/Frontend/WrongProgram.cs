using Lathe.Compiler.Tests.Support;
using Microsoft.CodeAnalysis.Text;

namespace Lathe.Compiler.Tests.Frontend;

/// <summary>A program that is wrong in one way, from the files of <c>WrongPrograms</c>: a title, the diagnostic with its text, and the source with the
/// span marked. <c>Forward:</c> and <c>Members:</c> stand for the network around them.</summary>
/// <param name="Title">What is wrong.</param>
/// <param name="Id">The diagnostic.</param>
/// <param name="Message">Its text.</param>
/// <param name="Source">The program without the marks.</param>
/// <param name="Span">What the marks enclosed.</param>
internal sealed record WrongProgram(string Title, string Id, string Message, string Source, TextSpan Span)
{
    static readonly Lazy<IReadOnlyDictionary<string, WrongProgram>> Programs = new(() => Files.SelectMany(Read).ToDictionary(program => program.Title));

    public static IReadOnlyDictionary<string, WrongProgram> All => Programs.Value;

    static IEnumerable<string> Files =>
        Directory.GetFiles(Repository.PathOf("tests", "Compiler", "Frontend", "WrongPrograms"), "*.txt").Order(StringComparer.Ordinal);

    static IEnumerable<WrongProgram> Read(string path) =>
        File.ReadAllText(path).Split("=== ", StringSplitOptions.RemoveEmptyEntries).Select(Parse);

    static WrongProgram Parse(string text)
    {
        var lines = text.TrimEnd('\n').Split('\n', 3);
        var marked = lines[2] switch
        {
            var body when body.StartsWith("Forward: ", StringComparison.Ordinal) => Network($"    public Tensor Forward(Tensor x) {{ {body["Forward: ".Length..]} }}"),
            var members when members.StartsWith("Members: ", StringComparison.Ordinal) => Network("    " + members["Members: ".Length..]),
            var program => program,
        };
        var start = marked.IndexOf("[|", StringComparison.Ordinal);
        var source = marked.Remove(start, 2);
        var end = source.IndexOf("|]", start, StringComparison.Ordinal);
        var colon = lines[1].IndexOf(": ", StringComparison.Ordinal);
        return new(lines[0], lines[1][..colon], lines[1][(colon + 2)..], source.Remove(end, 2), TextSpan.FromBounds(start, end));
    }

    static string Network(string members) => $$"""
        [Network(3, 8, 8)]
        public sealed partial record Net : Module
        {
        {{members}}
        }
        """;
}
