using Lathe.Generator.Graph;
using Lathe.Generator.Ops.Composites;

namespace Lathe.Generator.Frontend.Tensors;

/// <summary>Random masks, which exist in training only.</summary>
internal static class Masks
{
    public static TensorValue Dropout(TensorContext context, TensorValue tensor, double probability) =>
        Mask(context, tensor, probability, key => context.Graph.Dropout(tensor.Node, probability, key));

    public static TensorValue ChannelDropout(TensorContext context, TensorValue tensor, double probability) =>
        Mask(context, tensor, probability, key => context.Graph.ChannelDropout(tensor.Node, probability, key, tensor.Axes[tensor.Axis(0)]));

    public static TensorValue DropPath(TensorContext context, TensorValue tensor, double probability) =>
        Mask(context, tensor, probability, key => context.Graph.DropPath(tensor.Node, probability, key));

    static TensorValue Mask(TensorContext context, TensorValue tensor, double probability, Func<string, Node> mask)
    {
        if (probability is not (>= 0 and < 1))
        {
            throw new ShapeException(FormattableString.Invariant($"a probability of {probability} is not in [0, 1)"));
        }

        return context.Training ? new(mask(context.MaskKey()), tensor.Axes) : tensor;
    }
}
