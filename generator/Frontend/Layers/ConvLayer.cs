using Lathe.Generator.Frontend.Tensors;
using Lathe.Generator.Graph;
using Lathe.Generator.Ops.Composites;

namespace Lathe.Generator.Frontend.Layers;

/// <summary>Conv: parameters <c>weight</c> [O, I/groups, KH, KW] and <c>bias</c> [O].</summary>
internal static class ConvLayer
{
    public static TensorValue Apply(LayerCall call)
    {
        var channels = call.AtLeast(1, "Channels");
        var (height, width) = (call.AtLeast(1, "Kernel"), call.AtLeast(1, "KernelWidth"));
        var (stride, dilation, groups) = (call.AtLeast(1, "Stride"), call.AtLeast(1, "Dilation"), call.AtLeast(1, "Groups"));
        var window = new ConvolutionWindow(stride, stride, call.AtLeast(0, "Padding"), call.AtLeast(0, "PaddingWidth"), dilation, groups);
        var x = call.Graph.ArrangeImage(call.Input, "a convolution");
        var inputs = x.Shape[3].Value;
        RequireGroups(call, groups, inputs, channels);
        RequireWindow(call.Input, window, height, width);
        var (fanIn, fanOut) = (inputs / groups * (double)height * width, channels * (double)height * width);
        var weight = call.Parameter(
            "weight",
            [channels, inputs / groups, height, width],
            Convolution.WeightLayout(channels, inputs / groups, height, width, groups),
            call.InitialValues("Initial", fanIn, fanOut),
            decays: true);
        var bias = call.Bool("Bias") ? call.Vector("bias", channels, call.InitialValues("BiasInitial", fanIn, fanOut)) : null;
        return TensorValue.InOrder(call.Graph.Convolve(x, weight, bias, window), Arrangement.Image);
    }

    /// <summary>Groups split both channels.</summary>
    internal static void RequireGroups(LayerCall call, int groups, int inputs, int channels)
    {
        if (channels % groups != 0 || inputs % groups != 0)
        {
            throw call.Fault($"{groups} groups do not divide both the {inputs} input channels of {call.Input.Text} and the {channels} output channels");
        }
    }

    static void RequireWindow(TensorValue input, ConvolutionWindow window, int height, int width)
    {
        var rows = Convolution.OutputExtent(input.Extent(1), height, window.StrideHeight, window.PaddingHeight, window.Dilation);
        var columns = Convolution.OutputExtent(input.Extent(2), width, window.StrideWidth, window.PaddingWidth, window.Dilation);
        if (rows < 1 || columns < 1)
        {
            throw new ShapeException($"a {height}x{width} window does not fit into {input.Text} with padding {window.PaddingHeight}, {window.PaddingWidth} and dilation {window.Dilation}");
        }
    }
}
