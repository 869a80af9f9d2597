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
    /// <summary>Neighbours that a post takes side by side, where it does not say how long rows are.</summary>
    const long Neighbours = 64;

    readonly ContractionPrinter contractions = new(shapes, memory, "Cuda", Operand);

    /// <summary>The launches of a phase in the order in which they run.</summary>
    public IReadOnlyList<LaunchTemplate> Print(IEnumerable<PlanItem> items)
    {
        var regions = items.Cast<Region>().ToArray();
        var passedOn = PassedOn.Of(regions);
        var launches = new List<LaunchTemplate>();
        for (var place = 0; place < regions.Length; place++)
        {
            var region = regions[place];
            if (place + 1 < regions.Length && regions[place + 1] is { IsPost: true } next && Post(region, next, passedOn) is { } post)
            {
                launches.Add(contractions.Print(region.Items[0], post).End(region.Path));
                place++;
            }
            else
            {
                launches.AddRange(Print(region));
            }
        }

        return launches;
    }

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

    /// <summary>Writes a post as an argument of its contraction; null where it has to be a kernel.</summary>
    Action<LaunchTemplate>? Post(Region contraction, Region post, HashSet<int> passedOn)
    {
        var result = ((ContractItem)contraction.Items[0]).Result.Value;
        if (cache.CudaPostOf(PostSource.Of(post, result, !passedOn.Contains(result.Id), out var values)) is not { } kernel)
            return null;
        return launch =>
        {
            launch.Text($"CudaKernels.{uses.Of(kernel.Member)}(elements: ").Number(result.Size).Text(", columns: ").Number(new(0, Columns(post, result.Size)));
            launch.Text(", groups: ").Index(post.Chunk.End + (post.Chunk.Start * -1));
            Arguments(launch, kernel, values);
            launch.Text(")");
        };
    }

    /// <summary>Elements of a row of the result: channels, where the post sums them.</summary>
    static long Columns(Region post, Dim elements)
    {
        foreach (var map in post.Items.Items.Cast<MapItem>())
        {
            if (map.Stores[0] is { Value: Fold })
                return map.Axes[0].Extent().Value;
        }

        var columns = Neighbours;
        while (elements.PerSample % columns != 0 || elements.Fixed % columns != 0)
            columns /= 2;
        return columns;
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
        Arguments(launch, kernel, values);
        return launch.Text(");").End(region.Path);
    }

    void Arguments(LaunchTemplate launch, Kernel kernel, IReadOnlyList<Value> values)
    {
        foreach (var argument in kernel.Arguments)
        {
            launch.Text(", ");
            Argument(launch, argument, values);
        }
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
            case SettingArgument setting:
                launch.Setting(setting);
                break;
            case StepArgument:
                launch.Text("e.StepBlock");
                break;
            case StreamArgument stream:
                launch.Number(new(0, unchecked((long)StableHash.Of(stream.Path))));
                break;
            default:
                throw new InvalidOperationException($"{argument} cannot be passed.");
        }
    }
}
