using Lathe.Generator.Support;
using Microsoft.CodeAnalysis;

namespace Lathe.Generator.Hosts.Keys;

/// <summary>What the evaluation of a network can depend on.</summary>
/// <param name="Tokens">The meaning: no comment and no white space.</param>
/// <param name="Trees">The files, in order of the compilation.</param>
/// <param name="HasGenerated">Whether the compilation has what the generator adds: the analyser's has.</param>
internal sealed record NetworkKey(ContentHash Tokens, IEnumerable<SyntaxTree> Trees, bool HasGenerated)
{
    /// <summary>The hash of the very text, which places in it depend on.</summary>
    public ContentHash Text() => Trees.Aggregate(ContentHash.Start, (hash, tree) =>
        tree.GetText().GetChecksum().Aggregate(hash.With(tree.FilePath), (current, part) => current.With(part)));
}
