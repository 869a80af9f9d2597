using System.Runtime.Intrinsics;
using Lathe.Kernels.Tests.Contractions;

namespace Lathe.Kernels.Tests.Tiles;

/// <summary>The tiles are the process's: no other test runs meanwhile.</summary>
[CollectionDefinition(nameof(TileTuningTests), DisableParallelization = true)]
[Collection(nameof(TileTuningTests))]
public sealed class TileTuningTests
{
    [Fact]
    public void Measuring_chooses_tiles_that_exist()
    {
        Check(TileTuning<Simd512, Vector512<float>>.Measure());
        Check(TileTuning<Simd256, Vector256<float>>.Measure());
        Check(TileTuning<Simd128, Vector128<float>>.Measure());

        static void Check(TileTable table)
        {
            for (var columns = 1; columns <= 4; columns++)
                Assert.InRange(table.Rows(columns), 3, 8);
            for (var vectors = 1; vectors <= 100; vectors++)
                Assert.InRange(table.Columns(vectors), 1, Math.Min(4, vectors));
        }
    }

    [Theory]
    [InlineData("residual 3x3", false)]
    [InlineData("wide 3x3", false)]
    [InlineData("pointwise", false)]
    [InlineData("large weights", false)]
    [InlineData("stem 7x7 stride 2", false)]
    [InlineData("depthwise 7x7 stride 2", false)]
    [InlineData("partial panels", true)]
    [InlineData("many channels", true)]
    public void All_tiles_give_the_same_bits(string geometry, bool isWinograd)
    {
        var (batch, shape) = (isWinograd ? ConvolutionGeometries.Winograd : ConvolutionGeometries.All)[geometry];
        var random = new Random(geometry.Length);
        using var input = NativeTensor.Random(batch * shape.InputImage, random);
        using var weight = NativeTensor.Random(shape.WeightCount, random);
        using var output = NativeTensor.Random(batch * shape.OutputImage, random);
        using NativeTensor forward = new(batch * shape.OutputImage), inputGradient = new(batch * shape.InputImage), weightGradient = new(shape.WeightCount);
        using var pool = new WorkerPool(2);
        foreach (var width in Enum.GetValues<VectorWidth>())
        {
            using var launcher = new PooledLauncher(pool, width);
            float[] Results()
            {
                Convolution.Forward(launcher, shape, batch, input.Address, weight.Address, forward.Address, accumulate: false);
                Convolution.InputGradient(launcher, shape, batch, inputGradient.Address, weight.Address, output.Address, accumulate: false);
                Convolution.WeightGradient(launcher, shape, batch, input.Address, weightGradient.Address, output.Address, accumulate: false);
                return [.. forward.Values, .. inputGradient.Values, .. weightGradient.Values];
            }

            var (expected, table) = (Results(), Table(width));
            foreach (var other in new TileTable[] { new((8, 1), (8, 9), (8, 1), (6, 1)), new((5, 1), (6, 1), (4, 9), (3, 1)), new((7, 1), (3, 1), (8, 1), (6, 9)), new((3, 9), (8, 1), (8, 1), (6, 1)) })
            {
                Use(width, other);
                try
                {
                    Assert.True(expected.AsSpan().SequenceEqual(Results()), $"{geometry}, {width}");
                }
                finally
                {
                    Use(width, table);
                }
            }
        }
    }

    static TileTable Table(VectorWidth width) => width switch
    {
        VectorWidth.Bits512 => TileTuning<Simd512, Vector512<float>>.Table,
        VectorWidth.Bits256 => TileTuning<Simd256, Vector256<float>>.Table,
        _ => TileTuning<Simd128, Vector128<float>>.Table,
    };

    static TileTable Use(VectorWidth width, TileTable table) => width switch
    {
        VectorWidth.Bits512 => TileTuning<Simd512, Vector512<float>>.Table = table,
        VectorWidth.Bits256 => TileTuning<Simd256, Vector256<float>>.Table = table,
        _ => TileTuning<Simd128, Vector128<float>>.Table = table,
    };
}
