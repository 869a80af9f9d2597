using Lathe.Generator.Graph;
using Lathe.Generator.Plan;
using Lathe.Generator.Support;
using Lathe.Kernels;
using Index = Lathe.Generator.Plan.Index;

namespace Lathe.Generator.Passes;

/// <summary>Cuts convolutions into chunks of images, so that what prepares their operands and what goes on with their results can run on each chunk
/// while it is in cache. Weights are packed in Prepare; gradients of weights are partial sums of groups of chunks, which a region of their own adds.</summary>
/// <remarks>Convolutions with weights so large that each chunk would read them from memory again stay whole. In inference a single image has to keep all
/// workers busy: there pointwise convolutions are cut into chunks of pixels (<see cref="PixelView"/>), and others stay whole.</remarks>
internal sealed class ChunkContractions
{
    /// <summary>Elements that the larger of a chunk's images should have: 64 KB, so that several of them fit the second-level cache.</summary>
    const long ChunkElements = 16384;

    /// <summary>Pixels of a chunk come in whole rows of register tiles, of three, four, six or eight pixels; there are at least so many, as each chunk reads all weights.</summary>
    const long TilePixels = 48;

    /// <summary>Up to so many pixels a chunk may have where an image's are then all in equal chunks: the last one keeps a worker waiting otherwise.</summary>
    const long MostEvenPixels = 64;

    /// <summary>The pixels of the larger register tile.</summary>
    const long TileRows = 8;

    /// <summary>The fewest chunks of an image that keep workers busy.</summary>
    const long FewestChunks = 4;

    /// <summary>The most weights that chunks share: 640 KB.</summary>
    const long MostWeights = 160 * 1024;

    /// <summary>The most weights whose gradient is summed in parts: each group has a sum of its own.</summary>
    const long MostSummedWeights = 40 * 1024;

    /// <summary>Groups of chunks with a partial sum each, and the most elements that they have together.</summary>
    const int MostGroups = 16, FewestGroups = 8;

    const long MostPartialElements = 256 * 1024;

    readonly bool isTraining;
    readonly int winogradTile;
    readonly List<Value> values;
    readonly HashSet<int> prepared;
    readonly List<PlanItem> preparing = [];
    readonly Dictionary<(int Weight, string Geometry), Value> blocks = [];

    ChunkContractions(Schedule schedule)
    {
        isTraining = schedule.IsTraining;
        winogradTile = schedule.WinogradTile;
        values = [.. schedule.Values];
        prepared = [.. schedule.Phases[0].Items.Items.SelectMany(item => item.Touches).Where(touch => touch.IsWrite).Select(touch => touch.Value.Id)];
    }

    public static Schedule Run(Schedule schedule)
    {
        var pass = new ChunkContractions(schedule);
        var phases = schedule.Phases.Items.Select(phase => phase.Kind == PhaseKind.Prepare
            ? phase
            : phase with { Items = phase.Items.Items.SelectMany(pass.Chunked).ToEquatableArray() }).ToArray();
        phases[0] = phases[0] with { Items = [.. phases[0].Items, .. pass.preparing] };
        return schedule with { Values = pass.values.ToEquatableArray(), Phases = phases.ToEquatableArray() };
    }

    IEnumerable<PlanItem> Chunked(PlanItem item)
    {
        if (item is not Region { Items: { Count: 1 } items } region || items[0] is not ContractItem contraction
            || ConvolutionView.Of(new(contraction)) is not { Images: { } images } convolution || convolution.Batch != Dim.Batch)
            return [item];
        if (!isTraining)
            return CutPixels(region, contraction, convolution, images);
        return convolution.Pass == ConvolutionPass.WeightGradient
            ? Summed(region, contraction, convolution, images)
            : Cut(region, contraction, convolution, images, Images(convolution));
    }

    /// <summary>Each chunk computes some pixels, of any images.</summary>
    IEnumerable<PlanItem> CutPixels(Region region, ContractItem contraction, ConvolutionView convolution, char images)
    {
        if (PixelView.Of(contraction, convolution, images) is not { } pixels)
            return [region];
        var image = pixels.Relation.ExtentOf(images).PerSample;
        var rows = Pixels(convolution, image);
        return image >= FewestChunks * rows ? Cut(region, pixels, ConvolutionView.Of(new(pixels))!, images, rows) : [region];
    }

    /// <summary>Each chunk computes so many images.</summary>
    IEnumerable<PlanItem> Cut(Region region, ContractItem contraction, ConvolutionView convolution, char images, long rows)
    {
        var weight = convolution.Weight;
        if (contraction.Accumulate || convolution.Weights > MostWeights || !(weight.Value.Space == Space.Parameter || prepared.Contains(weight.Value.Id)))
            return [region];
        var (groups, inputs, outputs) = convolution.Channels;
        var (sums, columns) = convolution.Pass == ConvolutionPass.Forward ? (inputs, outputs) : (outputs, inputs);
        var block = Prepared(region, contraction, convolution, weight, PreparedSizes.Pixels(convolution.Taps, groups, sums, columns, convolution.HasWinograd ? winogradTile : 0));
        ContractOperand Packed(ContractOperand operand) => operand == weight ? operand with { Value = block, Offset = 0 } : operand;
        var part = new ImagePart(images, rows, block);
        return
        [
            region with
            {
                Chunk = Chunk(region, contraction, part),
                Items = [contraction with { Left = Packed(contraction.Left), Right = Packed(contraction.Right), Part = part }],
            },
        ];
    }

    /// <summary>Each group of chunks sums over its images.</summary>
    IEnumerable<PlanItem> Summed(Region region, ContractItem contraction, ConvolutionView convolution, char images)
    {
        var (channelGroups, inputs, outputs) = convolution.Channels;
        if (convolution.Weights > MostSummedWeights || !PreparedSizes.HasPartialSums(channelGroups, inputs, outputs))
            return [region];
        var size = PreparedSizes.PartialSum(convolution.Taps, convolution.Weights);
        var groups = size * MostGroups <= MostPartialElements ? MostGroups : FewestGroups;
        var partials = Add(contraction.Result.Value.Name + ".parts", new Dim(0, size * groups), Space.Slot);
        var part = new ImagePart(images, Images(convolution), Prepared(region, contraction, convolution, weight: null, PreparedSizes.Header));
        var chunk = Chunk(region, contraction, part);
        var partial = contraction.Result with { Value = partials, Offset = new IndexGroup(chunk.Variable, chunk.End, groups) * size };
        return
        [
            region with { Chunk = chunk, Items = [contraction with { Result = partial, Accumulate = false, Part = part }], Groups = groups },
            region with { Name = "sum", Items = [new FoldPartsItem(contraction, partials, size, new IndexMinimum(groups, chunk.End))] },
        ];
    }

    Value Prepared(Region region, ContractItem contraction, ConvolutionView convolution, ContractOperand? weight, long size)
    {
        var geometry = $"{convolution.Pass} {string.Join(" ", convolution.Properties)}";
        if (!blocks.TryGetValue((weight?.Value.Id ?? -1, geometry), out var block))
        {
            block = Add($"{(weight is null ? "" : weight.Value.Name)}.{convolution.Pass.ToString().ToLowerInvariant()}", new Dim(0, size), Space.Temporary);
            blocks.Add((weight?.Value.Id ?? -1, geometry), block);
            preparing.Add(region with { Name = "prepare", Items = [new PrepareItem(contraction, weight, block)] });
        }

        return block;
    }

    Value Add(string name, Dim size, Space space)
    {
        var value = new Value(values.Count, name, DType.Float32, size, space);
        values.Add(value);
        return value;
    }

    /// <summary>As many images a chunk as fit, by the larger operand, so that a convolution and its gradients have equal chunks.</summary>
    static long Images(ConvolutionView convolution) => Math.Max(1, ChunkElements / convolution.ImageElements);

    /// <summary>As many pixels a chunk as fit, or a few more that divide an image evenly.</summary>
    static long Pixels(ConvolutionView convolution, long image)
    {
        var (groups, inputs, outputs) = convolution.Channels;
        var pixels = ChunkElements / (groups * Math.Max(inputs, outputs));
        if (pixels >= 2 * TilePixels)
            return pixels - (pixels % TilePixels);
        for (var even = TilePixels; even <= MostEvenPixels; even += TileRows)
        {
            if (image % even == 0)
                return even;
        }

        return TilePixels;
    }

    static LoopAxis Chunk(Region region, ContractItem contraction, ImagePart part)
    {
        var images = contraction.Relation.ExtentOf(part.Axis);
        Index count = part.Rows == 1 ? new IndexDim(images) : new IndexQuotient(new IndexDim(images + new Dim(0, part.Rows - 1)), part.Rows);
        return region.Chunk with { End = count };
    }
}
