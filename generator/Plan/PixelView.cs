using Lathe.Generator.Ops;
using Lathe.Generator.Support;

namespace Lathe.Generator.Plan;

/// <summary>A pointwise convolution seen as one over as many images as there are pixels, of one pixel each: any range of pixels can be computed by itself.</summary>
internal static class PixelView
{
    /// <summary>The same contraction with all pixels along the axis of the images; null where a pixel of the output needs more than its own pixel of the input, or
    /// where the pixels do not lie evenly apart.</summary>
    public static ContractItem? Of(ContractItem contraction, ConvolutionView convolution, char images)
    {
        var relation = contraction.Relation;
        if (convolution.Pass != ConvolutionPass.Forward || convolution.Taps != 1 || relation.Ties.Items.Any(tie => tie.Stride != 1 || tie.Padding != 0))
            return null;
        if (Flat(convolution.Input, images, relation, tie => tie.Position) is not { } input || Flat(convolution.Output, images, relation, tie => tie.Output) is not { } output)
            return null;
        ContractOperand Seen(ContractOperand operand) => operand == convolution.Input ? input : operand == convolution.Output ? output : operand;
        var pixels = relation.Ties.Items.Aggregate(relation.ExtentOf(images), (product, tie) => product * relation.ExtentOf(tie.Output));
        var axes = relation.Axes.Items.Select(axis => axis.Label == images ? axis with { Extent = pixels } : relation.TieOf(axis.Label) is null ? axis : axis with { Extent = 1 });
        return contraction with
        {
            Relation = relation with { Axes = axes.ToEquatableArray() },
            Left = Seen(contraction.Left),
            Right = Seen(contraction.Right),
            Result = Seen(contraction.Result),
        };
    }

    /// <summary>The operand with the distance of two pixels along the axes of images, rows and columns.</summary>
    static ContractOperand? Flat(ContractOperand operand, char images, Relation relation, Func<WindowTie, char> axisOf)
    {
        // From the axis of neighbouring pixels outward, each step is as long as all of the axes inside it.
        char[] axes = [.. relation.Ties.Items.Select(axisOf).OrderBy(operand.Stride), images];
        long pixel = 0, next = 0;
        foreach (var axis in axes)
        {
            var extent = relation.ExtentOf(axis);
            if (extent.IsOne)
                continue;
            var stride = operand.Stride(axis);
            if (next != 0 && stride != next)
                return null;
            pixel = pixel == 0 ? stride : pixel;
            next = stride * extent.Fixed;
        }

        var strides = operand.Labels.Select((label, position) => axes.Contains(label) ? pixel : operand.Strides[position]);
        return pixel > 0 ? operand with { Strides = strides.ToEquatableArray() } : null;
    }
}
