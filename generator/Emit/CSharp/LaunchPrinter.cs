using Lathe.Generator.Graph;
using Lathe.Generator.Plan;

namespace Lathe.Generator.Emit.CSharp;

/// <summary>Turns the items of a phase into launches: maps into calls of generated kernels, contractions into calls of tuned ones.</summary>
/// <param name="cache">Has the kernels.</param>
/// <param name="shapes">Gets the geometries of convolutions.</param>
/// <param name="memory">Where values lie.</param>
/// <param name="uses">Gets what the launches use of the library.</param>
internal sealed class LaunchPrinter(KernelCache cache, ConvolutionShapes shapes, MemoryPlan memory, LibraryUses uses)
{
    /// <summary>The launches in the order in which they run.</summary>
    public IReadOnlyList<LaunchTemplate> Print(IEnumerable<PlanItem> items) => [.. items.Cast<Region>().SelectMany(Print)];

    /// <summary>Where an element of a value lies, for a launch.</summary>
    public static LaunchTemplate Address(LaunchTemplate launch, MemoryPlan memory, Value value, Plan.Index element)
    {
        var size = value.Type == DType.Float64 ? 8 : 4;
        var place = AffineIndex.Of(element).AsDim() ?? throw new InvalidOperationException($"The place {element} in {value.Name} depends on more than the batch.");
        return launch.Address(value.Space.Arena(), memory.Offset(value) + (place * new Dim(0, size)), value.Name);
    }

    IEnumerable<LaunchTemplate> Print(Region region)
    {
        // What partitions itself is a launch of its own; what precedes and follows it in the region are others.
        var items = new List<RegionItem>();
        foreach (var item in region.Items)
        {
            if (item is MapItem or ContractItem { Part: not null })
            {
                items.Add(item);
                continue;
            }

            if (items.Count > 0)
                yield return Kernel(region, items);
            items.Clear();
            yield return new ContractionPrinter(shapes, memory).Print(item).End(region.Path);
        }

        if (items.Count > 0)
            yield return Kernel(region, items);
    }

    LaunchTemplate Kernel(Region region, IReadOnlyList<RegionItem> items)
    {
        var kernel = cache.Of(KernelSource.Of(region, items, out var values));
        var launch = new LaunchTemplate().Text($"Kernels.{uses.Of(kernel.Member)}{kernel.Types}(e, chunks: ");
        var chunks = region.Chunk.End + (region.Chunk.Start * -1);
        launch.Index(region.Groups == 0 ? chunks : new IndexMinimum(region.Groups, chunks));
        foreach (var argument in kernel.Arguments)
        {
            launch.Text(", ");
            Argument(launch, argument, values);
        }

        return launch.Text(");").End(region.Path);
    }

    static LibraryMember PositionTable(TableArgument table)
    {
        var elements = string.Join(", ", table.Table.Items.Select(element => CSharpLiteral.Of(element)));
        return LibraryMember.Of("positions", elements, name => $"    /// <summary>Positions along an axis.</summary>\n    internal static ReadOnlySpan<int> {name} => [{elements}];\n");
    }

    void Argument(LaunchTemplate launch, KernelArgument argument, IReadOnlyList<Value> values)
    {
        switch (argument)
        {
            case AddressArgument address:
                Address(launch, memory, values[address.Value.Id], address.Element);
                break;
            case ScratchEndArgument:
                launch.Number(memory.Size(Arena.Scratch));
                break;
            case IndexArgument index:
                launch.Index(index.Index);
                break;
            case SettingArgument setting:
                launch.Setting(setting);
                break;
            case TableArgument table:
                launch.Text($"Memory.Address(Kernels.{uses.Of(PositionTable(table))})");
                break;
            case SeedArgument:
                launch.Text("unchecked((nint)e.Seed)");
                break;
            case StepArgument:
                launch.Text("unchecked((nint)e.Step)");
                break;
            case StreamArgument stream:
                launch.Number(new(0, unchecked((long)StableHash.Of(stream.Path))));
                break;
            default:
                throw new InvalidOperationException($"{argument} cannot be passed.");
        }
    }
}
