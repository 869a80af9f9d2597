using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Lathe.Bench.Generator;

/// <summary>The records of <c>models</c> as source, which the build copies beside this program.</summary>
internal static class ModelSources
{
    const string ImplicitUsings = "global using System; global using System.Collections.Generic; global using System.Linq; global using Lathe;";

    /// <summary>How the sources are parsed.</summary>
    public static CSharpParseOptions Options { get; } = new(LanguageVersion.Preview);

    /// <summary>A compilation of some of the files, or of all.</summary>
    /// <param name="files">Their names without <c>.cs</c>; all if there are none.</param>
    public static CSharpCompilation Compile(params string[] files)
    {
        var paths = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Records"), "*.cs").Order(StringComparer.Ordinal)
            .Where(path => files.Length == 0 || files.Contains(Path.GetFileNameWithoutExtension(path)));
        var platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal));
        return CSharpCompilation.Create(
            "Records",
            [Parse(ImplicitUsings), .. paths.Select(path => Parse(File.ReadAllText(path), path))],
            [.. platform.Append(typeof(Network).Assembly.Location).Append(typeof(Lathe.Kernels.Kernel).Assembly.Location).Select(path => MetadataReference.CreateFromFile(path))],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable));
    }

    /// <summary>A file's syntax.</summary>
    public static SyntaxTree Parse(string text, string path = "") => CSharpSyntaxTree.ParseText(text, Options, path);
}
