using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Lathe.Generator.Diagnostics;

/// <summary>A span of a source file as a value: what the incremental pipeline may carry where a <see cref="Location"/> would keep a whole
/// compilation alive.</summary>
internal readonly record struct SourcePlace(string File, TextSpan Span, LinePositionSpan Lines)
{
    public static SourcePlace None => new("", default, default);

    public static SourcePlace Of(Location location) =>
        location.IsInSource ? new(location.SourceTree.FilePath, location.SourceSpan, location.GetLineSpan().Span) : None;

    public static SourcePlace Of(SyntaxNode node) => Of(node.GetLocation());

    /// <summary>The location in <paramref name="tree"/> where it still has the span (only then do pragmas apply), else one by file name.</summary>
    public Location ToLocation(SyntaxTree? tree) => (tree, File) switch
    {
        ({ } found, _) when Span.End <= found.Length => Location.Create(found, Span),
        (_, "") => Location.None,
        _ => Location.Create(File, Span, Lines),
    };
}
