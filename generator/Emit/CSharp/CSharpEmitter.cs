using Lathe.Generator.Plan;
using Lathe.Generator.Support;

namespace Lathe.Generator.Emit.CSharp;

/// <summary>Prints plans as C#: a program a network, each by itself, and the kernels that they share. Equal plans give equal text.</summary>
internal static class CSharpEmitter
{
    /// <summary>The program of a network.</summary>
    /// <param name="plan">The network.</param>
    /// <param name="cache">Kernels that other networks were printed with.</param>
    public static EmittedNetwork Emit(NetworkPlan plan, KernelCache cache)
    {
        var (launches, description) = Concurrency.Both(() => new ProgramLaunches(plan, cache), () => DescriptionPrinter.Print(plan));
        var text = ProgramPrinter.Print(launches, description);
        return new(plan.Graph.Name, $"Lathe.{ProgramPrinter.Name(plan.Graph.Name)}.g.cs", text, launches.Kernels, launches.CudaKernels);
    }

    /// <summary>The files of all networks of a compilation.</summary>
    public static IReadOnlyList<(string HintName, string Text)> Link(IEnumerable<EmittedNetwork> networks)
    {
        var ordered = networks.OrderBy(network => network.Name, StringComparer.Ordinal).ToArray();
        return
        [
            .. ordered.Select(network => (network.HintName, network.Text)),
            .. KernelLibrary.Kernels.Print(ordered.SelectMany(network => network.Kernels.Items)),
            .. KernelLibrary.CudaKernels.Print(ordered.SelectMany(network => network.CudaKernels.Items)),
        ];
    }

    /// <summary>The files of plans.</summary>
    public static IReadOnlyList<(string HintName, string Text)> Emit(IEnumerable<NetworkPlan> plans)
    {
        var cache = new KernelCache();
        return Link(plans.Select(plan => Emit(plan, cache)));
    }

    /// <summary>The full name of the generated program of a network, for <c>Compile</c> to create.</summary>
    public static string ProgramName(string network) => $"global::{ProgramPrinter.Namespace}.{ProgramPrinter.Name(network)}";
}
