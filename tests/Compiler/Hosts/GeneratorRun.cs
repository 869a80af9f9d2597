using System.Collections.Immutable;
using Lathe.Compiler.Tests.Support;
using Lathe.Generator.Hosts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Lathe.Compiler.Tests.Hosts;

/// <summary>A generator that runs again and again while its compilation is edited.</summary>
internal sealed class GeneratorRun(CSharpCompilation compilation, BuildProperties properties)
{
    GeneratorDriver driver = CSharpGeneratorDriver.Create(
        [new LatheGenerator().AsSourceGenerator()],
        parseOptions: (CSharpParseOptions)compilation.SyntaxTrees[0].Options,
        optionsProvider: properties,
        driverOptions: new(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    public CSharpCompilation Compilation { get; private set; } = compilation;

    /// <summary>The compilation with the generated files.</summary>
    public Compilation Output { get; private set; } = compilation;

    GeneratorRunResult Result => driver.GetRunResult().Results.Single();

    public ImmutableArray<Diagnostic> Diagnostics => Result.Diagnostics;

    public SortedDictionary<string, string> Files => new(Result.GeneratedSources.ToDictionary(file => file.HintName, file => file.SourceText.ToString()), StringComparer.Ordinal);

    public static GeneratorRun Of(CSharpCompilation compilation, BuildProperties? properties = null) => new GeneratorRun(compilation, properties ?? BuildProperties.Build).Again();

    public GeneratorRun Edit(string path, string text)
    {
        Compilation = Compilation.With(path, text);
        return Again();
    }

    public GeneratorRun Again()
    {
        driver = driver.RunGeneratorsAndUpdateCompilation(Compilation, out var output, out _);
        Output = output;
        return this;
    }

    /// <summary>Why each output of a step has its value.</summary>
    public IReadOnlyList<IncrementalStepRunReason> Reasons(string step) =>
        [.. Result.TrackedSteps[step].SelectMany(run => run.Outputs).Select(output => output.Reason)];

    /// <summary>The reasons of the outputs that add text, by file.</summary>
    public IReadOnlyDictionary<string, IncrementalStepRunReason> FileReasons =>
        Result.TrackedSteps[LatheGenerator.Steps.Files].SelectMany(run => run.Outputs)
            .Where(output => output.Reason != IncrementalStepRunReason.Removed)
            .ToDictionary(output => ((GeneratedFile)output.Value).HintName, output => output.Reason);
}
