using System.Text;
using Lathe.Generator.Diagnostics;
using Lathe.Generator.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Lathe.Generator.Hosts;

/// <summary>The build's host: evaluates the networks, compiles them, and reports what is wrong. Only values flow between its steps, so that an
/// edit that changes no network's meaning regenerates nothing.</summary>
[Generator(LanguageNames.CSharp)]
internal sealed class LatheGenerator : IIncrementalGenerator
{
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var options = context.AnalyzerConfigOptionsProvider
            .Select((provider, _) => HostOptions.Read(provider))
            .WithTrackingName(Steps.Options);

        var networks = context.CompilationProvider.Combine(options)
            .Select((input, cancellation) => NetworkEvaluations.Of(input.Left, keepsGraphs: !input.Right.DesignTime, cancellation))
            .WithTrackingName(Steps.Networks);

        var compiled = networks
            .Select((all, _) => all.Items.Select(network => new NetworkSource(network.Shell, network.Graph, network.Figures)).ToEquatableArray())
            .WithTrackingName(Steps.Sources)
            .Combine(options)
            .Select((input, cancellation) => NetworkCompiler.Compile(input.Left, input.Right, cancellation))
            .WithTrackingName(Steps.Compiled);

        var files = compiled
            .SelectMany((result, _) => result.Files.Items)
            .WithTrackingName(Steps.Files);
        context.RegisterSourceOutput(files, (output, file) => output.AddSource(file.HintName, SourceText.From(file.Text, Encoding.UTF8)));

        var project = context.CompilationProvider
            .Select((compilation, _) => ProjectFindings((CSharpCompilation)compilation))
            .WithTrackingName(Steps.Project);

        var findings = networks.Combine(compiled).Combine(options).Combine(project)
            .Select((input, _) => Findings(input.Left.Left.Left, input.Left.Left.Right, input.Left.Right, input.Right))
            .WithTrackingName(Steps.Findings);

        // The compilation is here for the trees of locations alone: pragmas apply to nothing else. Reporting adds no text.
        context.RegisterSourceOutput(findings.Combine(context.CompilationProvider), (output, input) =>
        {
            foreach (var diagnostic in FindingMerger.Merge(input.Left, SourceTrees.ByPath(input.Right)))
            {
                output.ReportDiagnostic(diagnostic);
            }
        });
    }

    /// <summary>What generated code asks of the project that it goes into.</summary>
    static EquatableArray<Finding> ProjectFindings(CSharpCompilation compilation)
    {
        var name = compilation.AssemblyName ?? "The project";
        List<Finding> findings = [];
        if (compilation.Options.OptimizationLevel == OptimizationLevel.Debug)
        {
            findings.Add(new(Rules.Unoptimized, SourcePlace.None, name));
        }

        if (compilation.LanguageVersion < LanguageVersion.CSharp13)
        {
            findings.Add(new(Rules.OldLanguage, SourcePlace.None, name, compilation.LanguageVersion.ToDisplayString()));
        }

        return findings.ToEquatableArray();
    }

    /// <summary>In the editor the analyser reports what is wrong with declarations.</summary>
    static EquatableArray<Finding> Findings(EquatableArray<EvaluatedNetwork> networks, CompiledNetworks compiled, HostOptions options, EquatableArray<Finding> project)
    {
        if (options.DesignTime)
        {
            return compiled.Failures;
        }

        var findings = compiled.Failures.Items.AddRange(NetworkEvaluations.Findings(networks));
        return networks.Count == 0 ? findings : findings.AddRange(project.Items);
    }

    /// <summary>The names under which tests follow the steps.</summary>
    internal static class Steps
    {
        public const string Options = nameof(Options);
        public const string Networks = nameof(Networks);
        public const string Sources = nameof(Sources);
        public const string Compiled = nameof(Compiled);
        public const string Files = nameof(Files);
        public const string Project = nameof(Project);
        public const string Findings = nameof(Findings);
    }
}
