using System.Reflection;
using System.Runtime.Loader;
using Lathe.Abi;
using Lathe.Compiler.Tests.Support;
using Lathe.Generator.Emit.CSharp;
using Lathe.Generator.Plan;
using Microsoft.CodeAnalysis;
using Xunit;

namespace Lathe.Compiler.Tests.Emit;

/// <summary>Plans that were printed, compiled and loaded.</summary>
internal sealed class EmittedAssembly
{
    readonly Assembly assembly;

    public EmittedAssembly(params IReadOnlyList<NetworkPlan> plans)
    {
        var compilation = TestCompilation.Of(CSharpEmitter.Emit(plans));
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        var complaints = result.Diagnostics.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning).ToArray();
        Assert.True(result.Success && complaints.Length == 0, string.Join("\n", complaints.Take(10).Select(complaint => $"{complaint}\n    {Line(complaint)}")));
        image.Position = 0;
        assembly = new AssemblyLoadContext(nameof(EmittedAssembly), isCollectible: true).LoadFromStream(image);
    }

    /// <summary>The program of a network.</summary>
    public NetworkProgram Program(string network) =>
        (NetworkProgram)Activator.CreateInstance(assembly.GetType($"{ProgramPrinter.Namespace}.{ProgramPrinter.Name(network)}", throwOnError: true)!)!;

    static string Line(Diagnostic diagnostic) =>
        diagnostic.Location.SourceTree?.GetText().Lines[diagnostic.Location.GetLineSpan().StartLinePosition.Line].ToString() ?? "";
}
