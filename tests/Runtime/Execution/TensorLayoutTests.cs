namespace Lathe.Runtime.Tests;

/// <summary>Layouts against index arithmetic, for random extents and permutations.</summary>
public sealed class TensorLayoutTests
{
    static (int[] Extents, int[] Permutation) Draw(ulong seed)
    {
        var random = new RandomStream(seed, "layouts");
        int rank = random.Below(6);
        int[] extents = [.. Enumerable.Range(0, rank).Select(_ => 1 + random.Below(seed % 10 == 0 ? 40 : 5))];
        int[] permutation = [.. Enumerable.Range(0, rank)];
        for (int i = rank - 1; i > 0; i--)
        {
            int other = random.Below(i + 1);
            (permutation[i], permutation[other]) = (permutation[other], permutation[i]);
        }
        return (extents, permutation);
    }

    /// <summary>Where element <paramref name="index"/> of the user's order lies.</summary>
    static int Place(int index, int[] extents, int[] permutation)
    {
        var coordinates = new int[extents.Length];
        for (int axis = extents.Length - 1; axis >= 0; axis--)
            (index, coordinates[axis]) = Math.DivRem(index, extents[axis]);
        int place = 0;
        foreach (int axis in permutation)
            place = (place * extents[axis]) + coordinates[axis];
        return place;
    }

    [Fact]
    public void Elements_lie_where_the_permutation_says()
    {
        for (ulong seed = 0; seed < 300; seed++)
        {
            (int[] extents, int[] permutation) = Draw(seed);
            TensorLayout layout = TensorLayout.OfParameter(extents, permutation);
            float[] user = Mlp.Numbers((int)layout.Count, seed), memory = new float[user.Length], back = new float[user.Length];
            layout.Scatter(user, memory);
            for (int i = 0; i < user.Length; i++)
                Assert.Equal(user[i], memory[Place(i, extents, permutation)]);
            layout.Gather(memory, back);
            Assert.Equal(user, back);
        }
    }

    [Theory]
    [InlineData(new[] { 3, 150 }, new[] { 1, 0 })]
    [InlineData(new[] { 35, 130 }, new[] { 1, 0 })]
    [InlineData(new[] { 5, 20, 65 }, new[] { 2, 0, 1 })]
    [InlineData(new[] { 7, 3, 70 }, new[] { 1, 0, 2 })]
    [InlineData(new[] { 70, 64, 9 }, new[] { 2, 1, 0 })]
    public void Rows_longer_than_a_block_lie_where_the_permutation_says(int[] extents, int[] permutation)
    {
        TensorLayout layout = TensorLayout.OfParameter(extents, permutation);
        float[] user = Mlp.Numbers((int)layout.Count), memory = new float[user.Length], back = new float[user.Length];
        layout.Scatter(user, memory);
        for (int i = 0; i < user.Length; i++)
            Assert.Equal(user[i], memory[Place(i, extents, permutation)]);
        layout.Gather(memory, back);
        Assert.Equal(user, back);
    }

    [Fact]
    public void An_image_has_its_channels_last()
    {
        float[] memory = new float[12];
        TensorLayout.OfSample([3, 2, 2], [3, 1, 2]).Scatter([1, 2, 3, 4, 11, 12, 13, 14, 21, 22, 23, 24], memory);
        Assert.Equal([1f, 11, 21, 2, 12, 22, 3, 13, 23, 4, 14, 24], memory);
    }

    [Fact]
    public void A_grouped_convolution_has_its_groups_outermost()
    {
        // O = 4 as 2 groups of 2, I/g = 1, K = 1 x 2 becomes G, KH, KW, I/g, O/g.
        float[] memory = new float[8];
        TensorLayout.OfParameter([2, 2, 1, 1, 2], [0, 3, 4, 2, 1]).Scatter([0, 1, 10, 11, 20, 21, 30, 31], memory);
        Assert.Equal([0f, 10, 1, 11, 20, 30, 21, 31], memory);
    }
}
