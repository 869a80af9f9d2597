using Lathe.Generator.Frontend.Tensors;
using Lathe.Generator.Graph;
using Lathe.Generator.Ops.Composites;

namespace Lathe.Generator.Frontend.Layers;

/// <summary>ConvTranspose: parameters <c>weight</c> [I, O/groups, K, K] and <c>bias</c> [O].</summary>
internal static class ConvTransposeLayer
{
    public static TensorValue Apply(LayerCall call)
    {
        var (channels, kernel, outputPadding) = (call.AtLeast(1, "Channels"), call.AtLeast(1, "Kernel"), call.AtLeast(0, "OutputPadding"));
        var window = ConvolutionWindow.Square(call.AtLeast(1, "Stride"), call.AtLeast(0, "Padding"), call.AtLeast(1, "Dilation"), call.AtLeast(1, "Groups"));
        if (outputPadding >= Math.Max(window.StrideHeight, window.Dilation))
        {
            throw call.Fault($"ConvTranspose has OutputPadding {outputPadding}: it must be below its Stride {window.StrideHeight} or its Dilation {window.Dilation}");
        }

        var x = call.Graph.ArrangeImage(call.Input, "a transposed convolution");
        var inputs = x.Shape[3].Value;
        ConvLayer.RequireGroups(call, window.Groups, inputs, channels);
        RequireWindow(call.Input, window, kernel, outputPadding);

        // What PyTorch calls fan-in is the number of outputs here: the second axis of the weight.
        var outputs = channels / window.Groups;
        var (fanIn, fanOut) = (outputs * (double)kernel * kernel, inputs * (double)kernel * kernel);
        var weight = call.Parameter(
            "weight",
            [inputs, outputs, kernel, kernel],
            Convolution.WeightLayout(inputs, outputs, kernel, kernel, window.Groups),
            call.InitialValues("Initial", fanIn, fanOut),
            decays: true);
        var bias = call.Bool("Bias") ? call.Vector("bias", channels, call.InitialValues("BiasInitial", fanIn, fanOut)) : null;
        return TensorValue.InOrder(call.Graph.ConvolveTransposed(x, weight, bias, window, outputPadding), Arrangement.Image);
    }

    static void RequireWindow(TensorValue input, ConvolutionWindow window, int kernel, int outputPadding)
    {
        var rows = TransposedConvolution.OutputExtent(input.Extent(1), kernel, window.StrideHeight, window.PaddingHeight, window.Dilation, outputPadding);
        var columns = TransposedConvolution.OutputExtent(input.Extent(2), kernel, window.StrideWidth, window.PaddingWidth, window.Dilation, outputPadding);
        if (rows < 1 || columns < 1)
        {
            throw new ShapeException($"a {kernel}x{kernel} window over {input.Text} with stride {window.StrideHeight} and padding {window.PaddingHeight} leaves no output");
        }
    }
}
