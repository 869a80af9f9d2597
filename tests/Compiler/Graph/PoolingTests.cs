using Lathe.Generator.Graph;
using Lathe.Generator.Ops.Composites;
using Xunit;

namespace Lathe.Compiler.Tests.Graph;

/// <summary>Pooling against its definition, cell by cell over the padded image.</summary>
public class PoolingTests
{
    const int Height = 5;
    const int Width = 8;
    const int Channels = 3;

    /// <summary>Kernel, stride, padding, ceil mode, and the output's height and width that PyTorch gives.</summary>
    public static TheoryData<int, int, int, bool, int, int> Windows => new()
    {
        { 2, 2, 0, false, 2, 4 },
        { 2, 2, 0, true, 3, 4 },
        { 3, 2, 0, true, 2, 4 },
        { 3, 2, 1, false, 3, 4 },
        { 3, 2, 1, true, 3, 5 },
        { 2, 3, 1, true, 2, 3 },
        { 3, 1, 1, false, 5, 8 },
        { 5, 3, 2, true, 3, 4 },
        { 6, 2, 0, true, 1, 2 },
    };

    [Theory]
    [MemberData(nameof(Windows))]
    public void Windows_end_where_PyTorch_s_do(int kernel, int stride, int padding, bool ceilMode, int rows, int columns)
    {
        var (probe, x) = Image();
        var window = new PoolingWindow(kernel, stride, padding, ceilMode);
        var maximum = probe.Graph.MaxPool(x, window);
        Assert.Equal(Shape.Of(Dim.Batch, rows, columns, Channels), maximum.Shape);

        // What PyTorch pads with lies around the image; what rounding up adds beyond that does not exist.
        IEnumerable<(bool Real, int Offset)> Cells(int p, int q) =>
            from h in Enumerable.Range((p * stride) - padding, kernel)
            from w in Enumerable.Range((q * stride) - padding, kernel)
            where h < Height + padding && w < Width + padding
            select (h >= 0 && h < Height && w >= 0 && w < Width, ((h * Width) + w) * Channels);

        double[] Expected(Func<(bool Real, int Offset)[], Func<int, double>, double> fold) =>
        [
            .. from n in Enumerable.Range(0, probe.Batch)
               from p in Enumerable.Range(0, rows)
               from q in Enumerable.Range(0, columns)
               from c in Enumerable.Range(0, Channels)
               select fold([.. Cells(p, q)], offset => probe.ValueOf(x)[(n * Height * Width * Channels) + offset + c]),
        ];

        Expect.Close(Expected((cells, at) => cells.Where(cell => cell.Real).Max(cell => at(cell.Offset))), probe.Evaluate(maximum));
        Expect.Close(
            Expected((cells, at) => cells.Where(cell => cell.Real).Sum(cell => at(cell.Offset)) / cells.Length),
            probe.Evaluate(probe.Graph.AveragePool(x, window, countIncludePad: true)));
        Expect.Close(
            Expected((cells, at) => cells.Where(cell => cell.Real).Average(cell => at(cell.Offset))),
            probe.Evaluate(probe.Graph.AveragePool(x, window, countIncludePad: false)));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 4)]
    [InlineData(2, 7)]
    [InlineData(6, 11)]
    public void Adaptive_windows_share_the_image_evenly(int rows, int columns)
    {
        var (probe, x) = Image();
        double[] Expected(Func<IEnumerable<double>, double> fold) =>
        [
            .. from n in Enumerable.Range(0, probe.Batch)
               from p in Enumerable.Range(0, rows)
               from q in Enumerable.Range(0, columns)
               from c in Enumerable.Range(0, Channels)
               select fold(from h in Enumerable.Range(0, Height)
                           from w in Enumerable.Range(0, Width)
                           where h >= Math.Floor(p * (double)Height / rows) && h < Math.Ceiling((p + 1) * (double)Height / rows)
                               && w >= Math.Floor(q * (double)Width / columns) && w < Math.Ceiling((q + 1) * (double)Width / columns)
                           select probe.ValueOf(x)[(((((n * Height) + h) * Width) + w) * Channels) + c]),
        ];

        Expect.Close(Expected(Enumerable.Average), probe.Evaluate(probe.Graph.AdaptiveAveragePool(x, rows, columns)));
        Expect.Close(Expected(Enumerable.Max), probe.Evaluate(probe.Graph.AdaptiveMaxPool(x, rows, columns)));
    }

    [Fact]
    public void Global_pools_leave_the_channels()
    {
        var (probe, x) = Image();
        var (mean, maximum) = (probe.Graph.GlobalAveragePool(x), probe.Graph.GlobalMaxPool(x));
        var channels = from n in Enumerable.Range(0, probe.Batch)
                       from c in Enumerable.Range(0, Channels)
                       select Enumerable.Range(0, Height * Width).Select(pixel => probe.ValueOf(x)[(((n * Height * Width) + pixel) * Channels) + c]);

        Assert.Equal(Shape.Of(Dim.Batch, Channels), mean.Shape);
        Expect.Close([.. channels.Select(Enumerable.Average)], probe.Evaluate(mean));
        Expect.Close([.. channels.Select(Enumerable.Max)], probe.Evaluate(maximum));
    }

    static (Probe Probe, Node X) Image()
    {
        var probe = new Probe();
        return (probe, probe.Random(Shape.Of(Dim.Batch, Height, Width, Channels)));
    }
}
