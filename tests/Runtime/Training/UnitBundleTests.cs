using Lathe.Abi;

namespace Lathe.Runtime.Tests;

/// <summary>Rows of weights, wherever they lie in memory.</summary>
public sealed class UnitBundleTests
{
    [Theory]
    [InlineData(new[] { 5, 7 }, new[] { 5, 7 }, new[] { 0, 1 })]
    [InlineData(new[] { 37, 7 }, new[] { 37, 7 }, new[] { 1, 0 })]
    [InlineData(new[] { 20, 6, 3, 2 }, new[] { 20, 6, 3, 2 }, new[] { 2, 3, 1, 0 })]
    [InlineData(new[] { 20, 6, 3, 2 }, new[] { 20, 6, 3, 2 }, new[] { 0, 2, 3, 1 })]
    [InlineData(new[] { 20, 6, 3, 2 }, new[] { 4, 5, 6, 3, 2 }, new[] { 0, 3, 4, 2, 1 })]
    [InlineData(new[] { 20, 6, 3, 2 }, new[] { 4, 5, 6, 3, 2 }, new[] { 3, 0, 4, 1, 2 })]
    [InlineData(new[] { 9, 12 }, new[] { 9, 3, 4 }, new[] { 2, 0, 1 })]
    [InlineData(new[] { 1, 12 }, new[] { 1, 12 }, new[] { 1, 0 })]
    public void Bundles_hold_each_row_of_a_weight(int[] shape, int[] split, int[] permutation)
    {
        const int Offset = 32;
        int length = shape.Aggregate(1, static (product, extent) => product * extent), perRow = length / shape[0];
        var entry = new ParameterEntry("weight", shape, split, permutation, Offset, DistributionKind.Constant, 0, 0, Decays: true);
        var rowOf = new float[length];
        TensorLayout.OfParameter(split, permutation).Scatter([.. Enumerable.Range(0, length).Select(i => (float)(i / perRow))], rowOf);

        var seen = new bool[length];
        var rows = new List<float>();
        foreach (UnitBundle bundle in UnitBundle.OfWeights([entry]))
        {
            Assert.InRange(bundle.Rows, 1, UnitBundle.MostRows);
            for (nint row = 0; row < bundle.Rows; row++)
            {
                int[] elements = [.. Elements(bundle).Select(element => (int)(element + row) - Offset)];
                Assert.Equal(perRow, elements.Length);
                rows.Add(Assert.Single(elements.Select(element => rowOf[element]).Distinct()));
                foreach (int element in elements)
                {
                    Assert.False(seen[element]);
                    seen[element] = true;
                }
            }
        }
        Assert.Equal(Enumerable.Range(0, shape[0]).Select(static row => (float)row), rows.Order());
    }

    [Fact]
    public void Biases_and_scales_have_no_rows() => Assert.Empty(UnitBundle.OfWeights(
    [
        new ParameterEntry("bias", [8], [8], [0], 0, DistributionKind.Constant, 0, 0, Decays: true),
        new ParameterEntry("scale", [8, 3], [8, 3], [0, 1], 16, DistributionKind.Constant, 0, 0, Decays: false),
    ]));

    [Fact]
    public void A_vector_and_a_number_are_a_row()
    {
        UnitBundle[] bundles = UnitBundle.OfAll(
        [
            new ParameterEntry("bias", [37], [37], [0], 16, DistributionKind.Constant, 0, 0, Decays: false),
            new ParameterEntry("gain", [], [], [], 64, DistributionKind.Constant, 0, 0, Decays: false),
            new ParameterEntry("weight", [8, 3], [8, 3], [0, 1], 80, DistributionKind.Constant, 0, 0, Decays: true),
        ]);
        Assert.Equal(Enumerable.Range(16, 37).Select(static element => (nint)element), Elements(bundles[0]));
        Assert.Equal([64], Elements(bundles[1]));
        Assert.Equal(8, bundles[2..].Sum(static bundle => bundle.Rows));
    }

    static IEnumerable<nint> Elements(UnitBundle bundle)
    {
        for (nint i = 0; i < bundle.Outer; i++)
        {
            for (nint j = 0; j < bundle.Middle; j++)
            {
                for (nint k = 0; k < bundle.Inner; k++)
                    yield return bundle.First + (i * bundle.OuterStride) + (j * bundle.MiddleStride) + (k * bundle.InnerStride);
            }
        }
    }
}
