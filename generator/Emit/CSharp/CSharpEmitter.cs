using Lathe.Generator.Plan;

namespace Lathe.Generator.Emit.CSharp;

/// <summary>Prints plans as C#: a program a network, and the kernels that they share. Equal plans give equal text.</summary>
internal static class CSharpEmitter
{
    /// <summary>The files of all networks of a compilation.</summary>
    public static IReadOnlyList<(string HintName, string Text)> Emit(IReadOnlyList<NetworkPlan> plans)
    {
        var (library, cudaLibrary) = (new KernelLibrary(), new Cuda.KernelLibrary());
        var programs = plans.OrderBy(plan => plan.Graph.Name, StringComparer.Ordinal)
            .Select(plan => ($"Lathe.{ProgramPrinter.Name(plan.Graph.Name)}.g.cs", ProgramPrinter.Print(plan, library, cudaLibrary)))
            .ToList();
        return [.. programs, .. library.Print(), .. cudaLibrary.Print()];
    }

    /// <summary>The full name of the generated program of a network, for <c>Compile</c> to create.</summary>
    public static string ProgramName(string network) => $"global::{ProgramPrinter.Namespace}.{ProgramPrinter.Name(network)}";
}
