using Lathe.Generator.Plan;

namespace Lathe.Generator.Emit.CSharp;

/// <summary>Prints plans as C#: a program a network, and the kernels that they share. Equal plans give equal text.</summary>
internal static class CSharpEmitter
{
    /// <summary>The files of all networks of a compilation.</summary>
    public static IReadOnlyList<(string HintName, string Text)> Emit(IReadOnlyList<NetworkPlan> plans)
    {
        // Networks side by side, but for the names of kernels: those are given in the order of the networks.
        var (library, cudaLibrary) = (new KernelLibrary(), new Cuda.KernelLibrary());
        var ordered = plans.OrderBy(plan => plan.Graph.Name, StringComparer.Ordinal).ToArray();
        var launches = new ProgramLaunches[ordered.Length];
        Parallel.For(0, ordered.Length, network => launches[network] = new(ordered[network], library, cudaLibrary));
        foreach (var launched in launches)
            launched.AddToLibraries();
        var programs = new (string HintName, string Text)[ordered.Length];
        Parallel.For(0, ordered.Length, network =>
            programs[network] = ($"Lathe.{ProgramPrinter.Name(ordered[network].Graph.Name)}.g.cs", ProgramPrinter.Print(launches[network])));
        return [.. programs, .. library.Print(), .. cudaLibrary.Print()];
    }

    /// <summary>The full name of the generated program of a network, for <c>Compile</c> to create.</summary>
    public static string ProgramName(string network) => $"global::{ProgramPrinter.Namespace}.{ProgramPrinter.Name(network)}";
}
