namespace Lathe.Generator.Hosts;

/// <summary>A file that the generator adds to the compilation.</summary>
internal sealed record GeneratedFile(string HintName, string Text);
