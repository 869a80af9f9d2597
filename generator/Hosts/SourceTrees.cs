using Microsoft.CodeAnalysis;

namespace Lathe.Generator.Hosts;

/// <summary>Finds the trees of a compilation again by name.</summary>
internal static class SourceTrees
{
    /// <summary>A function from a file name to the first tree of that name.</summary>
    public static Func<string, SyntaxTree?> ByPath(Compilation compilation)
    {
        var trees = new Lazy<Dictionary<string, SyntaxTree>>(() => compilation.SyntaxTrees
            .GroupBy(tree => tree.FilePath, StringComparer.Ordinal)
            .ToDictionary(same => same.Key, same => same.First(), StringComparer.Ordinal));
        return path => trees.Value.TryGetValue(path, out var tree) ? tree : null;
    }
}
