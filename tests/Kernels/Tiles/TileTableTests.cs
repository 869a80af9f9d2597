namespace Lathe.Kernels.Tests.Tiles;

public sealed class TileTableTests
{
    static readonly TileTable alike = new((8, 0.8), (8, 1), (8, 1), (6, 1)), narrow = new((8, 0.9), (6, 1), (4, 0.7), (3, 0.6));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 3)]
    [InlineData(4, 4)]
    [InlineData(6, 3)]
    [InlineData(8, 4)]
    [InlineData(10, 2)]
    [InlineData(11, 3)]
    [InlineData(12, 3)]
    public void Equal_panels_are_preferred_where_tiles_are_alike(int vectors, int columns) => Assert.Equal(columns, alike.Columns(vectors));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 2)]
    [InlineData(4, 2)]
    [InlineData(9, 2)]
    public void Wide_tiles_that_are_slow_are_not_used(int vectors, int columns) => Assert.Equal(columns, narrow.Columns(vectors));

    [Fact]
    public void A_difference_that_may_be_noise_changes_nothing() =>
        Assert.Equal(3, new TileTable((8, 0.8), (8, 1.03), (8, 1), (6, 1.03)).Columns(12));

    [Theory]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(11)]
    public void Panels_of_one_vector_are_the_last_choice(int vectors) =>
        Assert.Equal(3, new TileTable((8, 1), (8, 1), (8, 1), (6, 1)).Columns(vectors));

    [Fact]
    public void Rows_follow_the_columns() => Assert.Equal([8, 6, 4, 3], Enumerable.Range(1, 4).Select(columns => narrow.Rows(columns)));
}
