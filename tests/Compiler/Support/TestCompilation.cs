using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Lathe.Compiler.Tests.Support;

/// <summary>Compilations of users' programs: references to .NET and to the vocabulary, implicit usings as the SDK gives them.</summary>
internal static class TestCompilation
{
    public static CSharpParseOptions ParseOptions { get; } = new(LanguageVersion.Preview);

    static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is var name
                && (name.StartsWith("System.", StringComparison.Ordinal) || name is "netstandard.dll" or "mscorlib.dll" or "Lathe.Runtime.dll" or "Lathe.Kernels.dll"))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    static readonly SyntaxTree Usings = Tree("Usings.cs", """
        global using System;
        global using System.Collections.Generic;
        global using System.Linq;
        global using Lathe;
        """);

    /// <summary>A library of the given files.</summary>
    public static CSharpCompilation Of(params IEnumerable<(string Path, string Text)> files) => CSharpCompilation.Create(
        "Tests",
        [Usings, .. files.Select(file => Tree(file.Path, file.Text))],
        References,
        new(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable));

    /// <summary>A library of one file, <c>Networks.cs</c>.</summary>
    public static CSharpCompilation Of(string text) => Of(("Networks.cs", text));

    public static SyntaxTree Tree(string path, string text) => CSharpSyntaxTree.ParseText(text, ParseOptions, path, System.Text.Encoding.UTF8);

    /// <summary>The compilation after one file was replaced or added.</summary>
    public static CSharpCompilation With(this CSharpCompilation compilation, string path, string text) =>
        compilation.SyntaxTrees.FirstOrDefault(tree => tree.FilePath == path) is { } known
            ? compilation.ReplaceSyntaxTree(known, Tree(path, text))
            : compilation.AddSyntaxTrees(Tree(path, text));
}
