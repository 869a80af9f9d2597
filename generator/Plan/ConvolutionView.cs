using Lathe.Generator.Graph;

namespace Lathe.Generator.Plan;

/// <summary>A contraction seen as a two-dimensional convolution or one of its gradients: two ties, whose positions, taps and outputs lie in one
/// operand each.</summary>
/// <param name="Pass">What it computes.</param>
/// <param name="Images">The axis of the images, null where there is one image.</param>
/// <param name="Batch">The number of images.</param>
/// <param name="Channels">How the channels are grouped.</param>
/// <param name="Taps">Rows times columns of the kernel.</param>
/// <param name="HasWinograd">Whether there may be an algorithm of Winograd's for it: 3x3 with stride and dilation 1, in one group.</param>
/// <param name="ImageElements">Elements of an input image or of an output image, whichever has more.</param>
/// <param name="Properties">The geometry, by the names of its properties; those with their default value left out.</param>
internal sealed record ConvolutionView(
    ConvolutionPass Pass,
    char? Images,
    Dim Batch,
    GroupedChannels Channels,
    long Taps,
    bool HasWinograd,
    long ImageElements,
    IReadOnlyList<(string Name, long Value)> Properties,
    ContractOperand Input,
    ContractOperand Weight,
    ContractOperand Output)
{
    /// <summary>The number of weights.</summary>
    public long Weights => Taps * Channels.Groups * Channels.Inputs * Channels.Outputs;

    /// <summary>The convolution that a contraction is; null if it is none, or lies in memory in another way than the kernels read.</summary>
    public static ConvolutionView? Of(ContractionView view)
    {
        var (relation, item) = (view.Item.Relation, view.Item);
        if (relation.Ties.Count != 2)
            return null;
        ContractOperand[] operands = [item.Left, item.Right, item.Result];
        var input = Holder(operands, relation.Ties.Items.Select(tie => tie.Position));
        var weight = Holder(operands, relation.Ties.Items.Select(tie => tie.Tap));
        var output = Holder(operands, relation.Ties.Items.Select(tie => tie.Output));
        if (input is null || weight is null || output is null || new[] { input, weight, output }.Distinct().Count() < 3)
            return null;

        // The tie whose positions lie further apart runs along the height.
        var ties = relation.Ties.Items.OrderByDescending(tie => ContractionView.Stride(input, tie.Position)).ToArray();
        var tied = ties.SelectMany(tie => new[] { tie.Position, tie.Tap, tie.Output }).ToArray();
        var free = relation.Axes.Items.Select(axis => axis.Label).Where(label => !tied.Contains(label)).ToArray();
        bool In(char label, bool ofInput, bool ofWeight, bool ofOutput) =>
            (ContractionView.Has(input, label), ContractionView.Has(weight, label), ContractionView.Has(output, label)) == (ofInput, ofWeight, ofOutput);
        var batch = free.Where(label => In(label, true, false, true)).ToArray();
        var groups = free.Where(label => In(label, true, true, true)).ToArray();
        var inputs = free.Where(label => In(label, true, true, false)).ToArray();
        var outputs = free.Where(label => In(label, false, true, true)).ToArray();
        if (batch.Length > 1 || groups.Length > 1 || inputs.Length > 1 || outputs.Length > 1
            || batch.Length + groups.Length + inputs.Length + outputs.Length != free.Length)
            return null;

        long Extent(params char[] labels) => labels.Length == 0 ? 1 : relation.ExtentOf(labels[0]).Value;
        var (group, groupInputs, groupOutputs) = (Extent(groups), Extent(inputs), Extent(outputs));
        var (height, width) = (ties[0], ties[1]);
        long Stride(ContractOperand operand, char[] labels) => ContractionView.Stride(operand, labels[0]);
        bool Lies(ContractOperand operand, char[] labels, long stride) => Extent(labels) == 1 || Stride(operand, labels) == stride;
        var inputPixel = PixelStride(input, width.Position, group * groupInputs);
        var outputPixel = PixelStride(output, width.Output, group * groupOutputs);
        var tap = groupInputs * groupOutputs;
        var fits = Lies(input, inputs, 1) && Lies(input, groups, groupInputs) && Lies(input, [width.Position], inputPixel)
            && Lies(input, [height.Position], inputPixel * Extent(width.Position))
            && Lies(output, outputs, 1) && Lies(output, groups, groupOutputs) && Lies(output, [width.Output], outputPixel)
            && Lies(output, [height.Output], outputPixel * Extent(width.Output))
            && Lies(weight, outputs, 1) && Lies(weight, inputs, groupOutputs) && Lies(weight, [width.Tap], tap)
            && Lies(weight, [height.Tap], tap * Extent(width.Tap)) && Lies(weight, groups, tap * Extent(width.Tap) * Extent(height.Tap));
        if (!fits)
            return null;

        var inputImage = inputPixel * Extent(width.Position) * Extent(height.Position);
        var outputImage = outputPixel * Extent(width.Output) * Extent(height.Output);
        if (ImageStride(input, batch, inputImage) < inputImage || ImageStride(output, batch, outputImage) < outputImage)
            return null;
        (string Name, long Value, long Default)[] properties =
        [
            ("InputHeight", Extent(height.Position), -1),
            ("InputWidth", Extent(width.Position), -1),
            ("InputChannels", group * groupInputs, -1),
            ("OutputHeight", Extent(height.Output), -1),
            ("OutputWidth", Extent(width.Output), -1),
            ("OutputChannels", group * groupOutputs, -1),
            ("KernelHeight", Extent(height.Tap), -1),
            ("KernelWidth", Extent(width.Tap), -1),
            ("Groups", group, 1),
            ("StrideHeight", height.Stride, 1),
            ("StrideWidth", width.Stride, 1),
            ("DilationHeight", height.Dilation, 1),
            ("DilationWidth", width.Dilation, 1),
            ("PaddingHeight", height.Padding, 0),
            ("PaddingWidth", width.Padding, 0),
            ("InputPixelStride", inputPixel, group * groupInputs),
            ("OutputPixelStride", outputPixel, group * groupOutputs),
            ("InputImageStride", ImageStride(input, batch, inputImage), inputImage),
            ("OutputImageStride", ImageStride(output, batch, outputImage), outputImage),
        ];
        return new(
            item.Result == output ? ConvolutionPass.Forward : item.Result == input ? ConvolutionPass.InputGradient : ConvolutionPass.WeightGradient,
            batch.Length == 0 ? null : batch[0],
            batch.Length == 0 ? 1 : relation.ExtentOf(batch[0]),
            new(group, groupInputs, groupOutputs),
            Extent(height.Tap) * Extent(width.Tap),
            group == 1 && new[] { height, width }.All(tie => Extent(tie.Tap) == 3 && tie is { Stride: 1, Dilation: 1 }),
            Math.Max(
                group * groupInputs * Extent(width.Position) * Extent(height.Position),
                group * groupOutputs * Extent(width.Output) * Extent(height.Output)),
            [.. properties.Where(property => property.Value != property.Default).Select(property => (property.Name, property.Value))],
            input,
            weight,
            output);
    }

    static long ImageStride(ContractOperand operand, char[] batch, long image) => batch.Length == 0 ? image : operand.Stride(batch[0]);

    static ContractOperand? Holder(ContractOperand[] operands, IEnumerable<char> labels)
    {
        var wanted = labels.ToArray();
        return operands.FirstOrDefault(operand => wanted.All(label => ContractionView.Has(operand, label)));
    }

    /// <summary>Elements between two pixels of a row; where rows have one pixel, as many as there are channels.</summary>
    static long PixelStride(ContractOperand operand, char column, long channels)
    {
        var stride = ContractionView.Stride(operand, column);
        return stride >= channels ? stride : channels;
    }
}

/// <summary>How the channels of a convolution are grouped.</summary>
/// <param name="Groups">The number of groups.</param>
/// <param name="Inputs">Input channels of a group.</param>
/// <param name="Outputs">Output channels of a group.</param>
internal readonly record struct GroupedChannels(long Groups, long Inputs, long Outputs);

/// <summary>What a convolution computes, in the words of the kernels.</summary>
internal enum ConvolutionPass
{
    Forward,
    InputGradient,
    WeightGradient,
}
