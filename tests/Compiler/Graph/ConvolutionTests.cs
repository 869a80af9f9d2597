using Lathe.Generator.Graph;
using Lathe.Generator.Ops;
using Lathe.Generator.Ops.Composites;
using Xunit;

namespace Lathe.Compiler.Tests.Graph;

/// <summary>Convolutions and products against their definitions.</summary>
public class ConvolutionTests
{
    [Theory]
    [InlineData(5, 7, 3, 3, 1, 1, 0, 0, 1, 1, 4)]
    [InlineData(5, 7, 3, 2, 2, 1, 1, 0, 1, 1, 4)]
    [InlineData(9, 7, 3, 3, 2, 3, 2, 1, 2, 3, 6)]
    [InlineData(5, 5, 1, 1, 2, 2, 0, 0, 1, 1, 5)]
    [InlineData(6, 6, 3, 3, 1, 1, 1, 1, 1, 6, 6)]
    public void A_convolution_is_the_sum_over_its_windows(
        int height, int width, int kernelHeight, int kernelWidth, int strideHeight, int strideWidth, int paddingHeight, int paddingWidth, int dilation, int groups, int outputs)
    {
        const int channels = 6;
        var (inputsPerGroup, outputsPerGroup) = (channels / groups, outputs / groups);
        var probe = new Probe();
        var x = probe.Random(Shape.Of(Dim.Batch, height, width, channels));
        var weight = probe.Random(groups == 1
            ? Shape.Of(kernelHeight, kernelWidth, channels, outputs)
            : Shape.Of(groups, kernelHeight, kernelWidth, inputsPerGroup, outputsPerGroup));
        var bias = probe.Random(Shape.Of(outputs));
        var y = probe.Graph.Convolve(x, weight, bias, new(strideHeight, strideWidth, paddingHeight, paddingWidth, dilation, groups));

        var (rows, columns) = (y.Shape[1].Value, y.Shape[2].Value);
        Assert.Equal(((height + (2 * paddingHeight) - (dilation * (kernelHeight - 1)) - 1) / strideHeight) + 1, rows);
        Assert.Equal(((width + (2 * paddingWidth) - (dilation * (kernelWidth - 1)) - 1) / strideWidth) + 1, columns);
        var (input, weights) = (probe.ValueOf(x), probe.ValueOf(weight));
        var expected = new List<double>();
        for (var n = 0; n < probe.Batch; n++)
        {
            for (var position = 0; position < rows * columns * outputs; position++)
            {
                var (p, q, o) = (position / outputs / columns, position / outputs % columns, position % outputs);
                var sum = probe.ValueOf(bias)[o];
                for (var tap = 0; tap < kernelHeight * kernelWidth * inputsPerGroup; tap++)
                {
                    var (k, l, i) = (tap / inputsPerGroup / kernelWidth, tap / inputsPerGroup % kernelWidth, tap % inputsPerGroup);
                    var (h, w) = ((p * strideHeight) + (k * dilation) - paddingHeight, (q * strideWidth) + (l * dilation) - paddingWidth);
                    if (h < 0 || h >= height || w < 0 || w >= width)
                        continue;
                    var group = o / outputsPerGroup;
                    var channel = (group * inputsPerGroup) + i;
                    var weightAt = (((((((group * kernelHeight) + k) * kernelWidth) + l) * inputsPerGroup) + i) * outputsPerGroup) + (o % outputsPerGroup);
                    sum += input[(((((n * height) + h) * width) + w) * channels) + channel] * weights[weightAt];
                }

                expected.Add(sum);
            }
        }

        Expect.Close(expected, probe.Evaluate(y));
    }

    [Fact]
    public void Weight_layouts_lead_from_PyTorch_s_axes_to_memory()
    {
        Assert.Equal([3, 2, 5, 8], Convolution.WeightLayout(8, 5, 3, 2, 1).MemoryShape);
        Assert.Equal([4, 3, 2, 5, 2], Convolution.WeightLayout(8, 5, 3, 2, 4).MemoryShape);
        Assert.Equal([5, 8], Lathe.Generator.Ops.Composites.Linear.WeightLayout(8, 5).MemoryShape);
    }

    [Fact]
    public void A_linear_layer_is_a_matrix_product_over_the_last_axis()
    {
        var probe = new Probe();
        var (x, weight, bias) = (probe.Random(Shape.Of(Dim.Batch, 3, 5)), probe.Random(Shape.Of(5, 7)), probe.Random(Shape.Of(7)));
        var expected = from row in Enumerable.Range(0, 2 * 3)
                       from o in Enumerable.Range(0, 7)
                       select probe.ValueOf(bias)[o] + Enumerable.Range(0, 5).Sum(i => probe.ValueOf(x)[(row * 5) + i] * probe.ValueOf(weight)[(i * 7) + o]);

        Expect.Close([.. expected], probe.Evaluate(probe.Graph.Affine(x, weight, bias)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_matrix_product_broadcasts_leading_axes(bool transposed)
    {
        var probe = new Probe();
        var left = probe.Random(Shape.Of(Dim.Batch, 3, 1, 2, 5));
        var right = probe.Random(transposed ? Shape.Of(4, 7, 5) : Shape.Of(4, 5, 7));
        var product = probe.Graph.MatMul(left, right, transposed);
        var expected = from n in Enumerable.Range(0, 2)
                       from a in Enumerable.Range(0, 3)
                       from b in Enumerable.Range(0, 4)
                       from row in Enumerable.Range(0, 2)
                       from column in Enumerable.Range(0, 7)
                       select Enumerable.Range(0, 5).Sum(k => probe.ValueOf(left)[(((((n * 3) + a) * 2) + row) * 5) + k]
                           * probe.ValueOf(right)[(b * 35) + (transposed ? (column * 5) + k : (k * 7) + column)]);

        Assert.Equal(Shape.Of(Dim.Batch, 3, 4, 2, 7), product.Shape);
        Expect.Close([.. expected], probe.Evaluate(product));
    }

    [Fact]
    public void Attention_mixes_values_by_the_softmax_of_scaled_products()
    {
        var probe = new Probe();
        var graph = probe.Graph;
        var (query, key, value) = (probe.Random(Shape.Of(Dim.Batch, 2, 3, 4)), probe.Random(Shape.Of(Dim.Batch, 2, 5, 4)), probe.Random(Shape.Of(Dim.Batch, 2, 5, 6)));
        var (q, k, v) = (probe.ValueOf(query), probe.ValueOf(key), probe.ValueOf(value));
        var expected = new List<double>();
        for (var row = 0; row < 2 * 2 * 3; row++)
        {
            var head = row / 3;
            var scores = Enumerable.Range(0, 5).Select(s => Math.Exp(Enumerable.Range(0, 4).Sum(d => q[(row * 4) + d] * k[(((head * 5) + s) * 4) + d]) / 2)).ToArray();
            expected.AddRange(Enumerable.Range(0, 6).Select(e => Enumerable.Range(0, 5).Sum(s => scores[s] * v[(((head * 5) + s) * 6) + e]) / scores.Sum()));
        }

        Expect.Close(expected, probe.Evaluate(graph.Attention(query, key, value)));

        // The same with heads behind the tokens, without moving them.
        var moved = graph.Attention(
            graph.Transpose(query, 0, 2, 1, 3), graph.Transpose(key, 0, 2, 1, 3), graph.Transpose(value, 0, 2, 1, 3), 0.5, "nthd", "nshd", "nshe", "nthe");
        Expect.Close(expected, probe.Evaluate(graph.Transpose(moved, 0, 2, 1, 3)));
    }
}
