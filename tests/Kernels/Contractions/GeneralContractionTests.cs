namespace Lathe.Kernels.Tests.Contractions;

public sealed class GeneralContractionTests : IDisposable
{
    readonly Launchers launchers = new();

    public void Dispose() => launchers.Dispose();

    [Fact]
    public void Untied_axes_sum_products_over_any_strides()
    {
        // result[a, b] = sum over c, d of left[c, a, d] * right[d, b, c].
        const int A = 5, B = 37, C = 3, D = 7;
        var random = new Random(1);
        using var left = NativeTensor.Random(C * A * D, random);
        using var right = NativeTensor.Random(D * B * C, random);
        using var result = NativeTensor.Random(A * B, random);
        var expected = new double[A * B];
        for (var a = 0; a < A; a++)
            for (var b = 0; b < B; b++)
                for (var c = 0; c < C; c++)
                    for (var d = 0; d < D; d++)
                        expected[(a * B) + b] += (double)left.Values[(((c * A) + a) * D) + d] * right.Values[(((d * B) + b) * C) + c];
        var shape = new GeneralContractionShape([new(A, D, 0, B), new(B, 0, C, 1)], [new(C, A * D, 1, 0), new(D, 1, B * C, 0)], []);
        launchers.Check(result, expected, C * D, (launcher, target) => GeneralContraction.Run(launcher, shape, left.Address, right.Address, target, accumulate: false), "untied");
    }

    [Theory]
    [InlineData(1, 1, 0)]
    [InlineData(2, 1, 1)]
    [InlineData(3, 2, 4)]
    [InlineData(2, 3, 5)]
    public void A_window_can_be_solved_for_each_of_its_axes(int stride, int dilation, int padding)
    {
        const int Positions = 11, Taps = 3, Outputs = 6, Channels = 21;
        var random = new Random(stride);
        using var input = NativeTensor.Random(Positions * Channels, random);
        using var weight = NativeTensor.Random(Taps * Channels, random);
        using var output = NativeTensor.Random(Outputs * Channels, random);
        var tie = new AxisTie(0, 0, 0, stride, dilation, padding);
        double[] Sum(NativeTensor initial, Action<double[], int, int, int, int> add)
        {
            var sums = Array.ConvertAll(initial.Values.ToArray(), value => (double)value);
            for (var p = 0; p < Outputs; p++)
                for (var k = 0; k < Taps; k++)
                    for (var c = 0; c < Channels; c++)
                    {
                        var h = (p * stride) + (k * dilation) - padding;
                        if (h is >= 0 and < Positions)
                            add(sums, h, p, k, c);
                    }

            return sums;
        }

        float X(int h, int c) => input.Values[(h * Channels) + c];
        float W(int k, int c) => weight.Values[(k * Channels) + c];
        float Y(int p, int c) => output.Values[(p * Channels) + c];

        var forward = new GeneralContractionShape(
            [new(Outputs, 0, 0, Channels), new(Channels, 1, 1, 1)], [new(Taps, 0, Channels, 0), new(Positions, Channels, 0, 0)], [tie with { Position = 3, Output = 0, Tap = 2 }]);
        launchers.Check(
            output, Sum(output, (sums, h, p, k, c) => sums[(p * Channels) + c] += (double)X(h, c) * W(k, c)), Taps,
            (launcher, target) => GeneralContraction.Run(launcher, forward, input.Address, weight.Address, target, accumulate: true), "position");

        var inputGradient = new GeneralContractionShape(
            [new(Positions, 0, 0, Channels), new(Channels, 1, 1, 1)], [new(Taps, 0, Channels, 0), new(Outputs, Channels, 0, 0)], [tie with { Position = 0, Output = 3, Tap = 2 }]);
        launchers.Check(
            input, Sum(input, (sums, h, p, k, c) => sums[(h * Channels) + c] += (double)Y(p, c) * W(k, c)), Taps,
            (launcher, target) => GeneralContraction.Run(launcher, inputGradient, output.Address, weight.Address, target, accumulate: true), "output");

        var byTap = new GeneralContractionShape(
            [new(Positions, 0, 0, Channels), new(Channels, 1, 1, 1)], [new(Outputs, Channels, 0, 0), new(Taps, 0, Channels, 0)], [tie with { Position = 0, Output = 2, Tap = 3 }]);
        launchers.Check(
            input, Sum(input, (sums, h, p, k, c) => sums[(h * Channels) + c] += (double)Y(p, c) * W(k, c)), Taps,
            (launcher, target) => GeneralContraction.Run(launcher, byTap, output.Address, weight.Address, target, accumulate: true), "output before tap");

        var weightGradient = new GeneralContractionShape(
            [new(Taps, 0, 0, Channels), new(Channels, 1, 1, 1)], [new(Outputs, 0, Channels, 0), new(Positions, Channels, 0, 0)], [tie with { Position = 3, Output = 2, Tap = 0 }]);
        launchers.Check(
            weight, Sum(weight, (sums, h, p, k, c) => sums[(k * Channels) + c] += (double)X(h, c) * Y(p, c)), Outputs,
            (launcher, target) => GeneralContraction.Run(launcher, weightGradient, input.Address, output.Address, target, accumulate: true), "position for taps");
    }

    [Fact]
    public void Impossible_shapes_say_why()
    {
        var axis = new ContractionAxis(2, 1, 1, 1);
        Assert.Contains("at most 12 axes", Assert.Throws<ArgumentException>(() => new GeneralContractionShape([axis, axis, axis, axis, axis, axis, axis], [axis, axis, axis, axis, axis, axis], [])).Message);
        Assert.Contains("names an axis that does not exist", Assert.Throws<ArgumentException>(() => new GeneralContractionShape([axis], [axis], [new(0, 1, 2, 1, 1, 0)])).Message);
        Assert.Contains("at least 1", Assert.Throws<ArgumentException>(() => new GeneralContractionShape([axis], [axis, axis], [new(0, 1, 2, 0, 1, 0)])).Message);
        Assert.Contains("another tie determines already", Assert.Throws<ArgumentException>(() => new GeneralContractionShape([axis, axis], [axis], [new(2, 0, 1, 1, 1, 0), new(2, 1, 0, 1, 1, 0)])).Message);
    }
}
