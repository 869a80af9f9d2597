using Lathe.Generator.Emit.CSharp;
using Lathe.Generator.Graph;
using Lathe.Generator.Plan;

namespace Lathe.Generator.Emit.Cuda;

/// <summary>Turns the items of a phase into launches on a CUDA device: maps into generated kernels, contractions into tuned ones.</summary>
/// <param name="cache">Has the kernels.</param>
/// <param name="shapes">Gets the geometries of convolutions.</param>
/// <param name="memory">Where values lie.</param>
/// <param name="uses">Gets what the launches use of the library.</param>
internal sealed class LaunchPrinter(KernelCache cache, ConvolutionShapes shapes, MemoryPlan memory, LibraryUses uses)
{
    readonly ContractionPrinter contractions = new(shapes, memory, "Cuda", Operand);

    /// <summary>The launches in the order in which they run.</summary>
    public IReadOnlyList<LaunchTemplate> Print(IEnumerable<PlanItem> items) => [.. items.Cast<Region>().SelectMany(Print)];

    /// <summary>A tensor with the type of its elements.</summary>
    static void Operand(LaunchTemplate launch, MemoryPlan memory, ContractOperand operand)
    {
        if (operand.Value.Type != DType.BFloat16)
        {
            CSharp.LaunchPrinter.Address(launch, memory, operand.Value, operand.Offset);
            return;
        }

        launch.Text("Stored(");
        CSharp.LaunchPrinter.Address(launch, memory, operand.Value, 0);
        if (AffineIndex.Of(operand.Offset) is not { Constant: 0, Terms.IsEmpty: true })
            launch.Text(", ").Index(operand.Offset);
        launch.Text(")");
    }

    IEnumerable<LaunchTemplate> Print(Region region)
    {
        var maps = new List<RegionItem>();
        foreach (var item in region.Items)
        {
            if (item is MapItem)
            {
                maps.Add(item);
                continue;
            }

            if (maps.Count > 0)
                yield return Kernel(region, maps);
            maps.Clear();
            yield return contractions.Print(item).End(region.Path);
        }

        if (maps.Count > 0)
            yield return Kernel(region, maps);
    }

    LaunchTemplate Kernel(Region region, IReadOnlyList<RegionItem> maps)
    {
        var kernel = cache.CudaOf(KernelSource.Of(region, maps, out var values));
        var launch = new LaunchTemplate().Text($"CudaKernels.{uses.Of(kernel.Member)}(e, blocks: ");
        launch.Index(region.Chunk.End + (region.Chunk.Start * -1));
        foreach (var argument in kernel.Arguments)
        {
            launch.Text(", ");
            Argument(launch, argument, values);
        }

        return launch.Text(");").End(region.Path);
    }

    void Argument(LaunchTemplate launch, KernelArgument argument, IReadOnlyList<Value> values)
    {
        switch (argument)
        {
            case AddressArgument address:
                CSharp.LaunchPrinter.Address(launch, memory, values[address.Value.Id], address.Element);
                break;
            case IndexArgument index:
                launch.Index(index.Index);
                break;
            case StepArgument:
                launch.Text("e.StepBlock");
                break;
            case StreamArgument stream:
                launch.Text($"unchecked((nint)0x{StableHash.Text(StableHash.Of(stream.Path), 16)})");
                break;
            default:
                throw new InvalidOperationException($"{argument} cannot be passed.");
        }
    }
}
