using Lathe.Generator.Graph;
using Lathe.Generator.Ops.Composites;
using Xunit;

namespace Lathe.Compiler.Tests.Graph;

/// <summary>Transposed convolutions against their definition and against the gradient of a convolution.</summary>
public class TransposedConvolutionTests
{
    [Theory]
    [InlineData(3, 4, 3, 3, 1, 1, 0, 0, 1, 1, 4, 0)]
    [InlineData(3, 4, 3, 2, 2, 1, 1, 0, 1, 1, 4, 0)]
    [InlineData(3, 2, 3, 3, 2, 3, 2, 1, 2, 3, 6, 1)]
    [InlineData(5, 5, 1, 1, 2, 2, 0, 0, 1, 1, 5, 1)]
    [InlineData(4, 4, 2, 2, 2, 2, 0, 0, 1, 6, 6, 0)]
    [InlineData(4, 3, 2, 2, 3, 3, 0, 0, 1, 2, 4, 2)]
    public void Each_input_adds_its_window_to_the_output(
        int height, int width, int kernelHeight, int kernelWidth, int strideHeight, int strideWidth, int paddingHeight, int paddingWidth, int dilation, int groups, int outputs, int outputPadding)
    {
        const int channels = 6;
        var (inputsPerGroup, outputsPerGroup) = (channels / groups, outputs / groups);
        var probe = new Probe();
        var x = probe.Random(Shape.Of(Dim.Batch, height, width, channels));
        var weight = probe.Random(groups == 1
            ? Shape.Of(kernelHeight, kernelWidth, outputs, channels)
            : Shape.Of(groups, kernelHeight, kernelWidth, outputsPerGroup, inputsPerGroup));
        var bias = probe.Random(Shape.Of(outputs));
        var y = probe.Graph.ConvolveTransposed(x, weight, bias, new(strideHeight, strideWidth, paddingHeight, paddingWidth, dilation, groups), outputPadding);

        var rows = ((height - 1) * strideHeight) - (2 * paddingHeight) + (dilation * (kernelHeight - 1)) + outputPadding + 1;
        var columns = ((width - 1) * strideWidth) - (2 * paddingWidth) + (dilation * (kernelWidth - 1)) + outputPadding + 1;
        Assert.Equal(Shape.Of(Dim.Batch, rows, columns, outputs), y.Shape);
        var (input, weights) = (probe.ValueOf(x), probe.ValueOf(weight));
        var expected = Enumerable.Range(0, probe.Batch * rows * columns).SelectMany(_ => probe.ValueOf(bias)).ToArray();
        for (var position = 0; position < input.Length; position++)
        {
            var (n, p, q, i) = (position / channels / width / height, position / channels / width % height, position / channels % width, position % channels);
            for (var tap = 0; tap < kernelHeight * kernelWidth * outputsPerGroup; tap++)
            {
                var (k, l, o) = (tap / outputsPerGroup / kernelWidth, tap / outputsPerGroup % kernelWidth, tap % outputsPerGroup);
                var (h, w) = ((p * strideHeight) + (k * dilation) - paddingHeight, (q * strideWidth) + (l * dilation) - paddingWidth);
                if (h < 0 || h >= rows || w < 0 || w >= columns)
                    continue;
                var group = i / inputsPerGroup;
                var weightAt = (((((((group * kernelHeight) + k) * kernelWidth) + l) * outputsPerGroup) + o) * inputsPerGroup) + (i % inputsPerGroup);
                expected[(((((n * rows) + h) * columns) + w) * outputs) + (group * outputsPerGroup) + o] += input[position] * weights[weightAt];
            }
        }

        Expect.Close(expected, probe.Evaluate(y));
    }
}
