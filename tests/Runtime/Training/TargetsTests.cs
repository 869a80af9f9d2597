namespace Lathe.Runtime.Tests;

public sealed class TargetsTests
{
    [Fact]
    public void Labels_become_rows()
    {
        var rows = new float[6];
        Targets.FromLabels([2, 0], 3, rows);
        Assert.Equal([0, 0, 1, 1, 0, 0], rows);
    }

    [Fact]
    public void Smoothing_spreads_over_all_classes()
    {
        var rows = new float[4];
        Targets.FromLabels([1], 4, rows, smoothing: 0.2);
        Assert.Equal([0.05f, 0.85f, 0.05f, 0.05f], rows);
    }

    [Fact]
    public void Mixing_weighs_each_row_with_its_partners_old_row()
    {
        float[] rows = [1, 0, 0, 1, 0.5f, 0.5f], mixed = new float[6];
        Targets.Mix(rows, [1, 2, 0], 0.75f, mixed);
        Assert.Equal([0.75f, 0.25f, 0.125f, 0.875f, 0.625f, 0.375f], mixed);
    }

    [Fact]
    public void Wrong_arguments_are_errors()
    {
        Assert.Contains("sample 1", Assert.Throws<ArgumentOutOfRangeException>(static () => Targets.FromLabels([0, 3], 3, new float[6])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(static () => Targets.FromLabels([-1], 3, new float[3]));
        Assert.Throws<ArgumentException>(static () => Targets.FromLabels([0], 3, new float[4]));
        Assert.Throws<ArgumentOutOfRangeException>(static () => Targets.FromLabels([0], 3, new float[3], smoothing: 1.5));
        Assert.Throws<ArgumentOutOfRangeException>(static () => Targets.Mix([1, 0], [0], 2, new float[2]));
        Assert.Throws<ArgumentException>(static () => Targets.Mix([1, 0], [0], 1, new float[3]));
        Assert.Contains("3 numbers", Assert.Throws<ArgumentException>(static () => Targets.Mix([1, 0, 1], [1, 0], 1, new float[3])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(static () => Targets.Mix([1, 0], [], 1, new float[2]));
        Assert.Contains("sample 1", Assert.Throws<ArgumentOutOfRangeException>(static () => Targets.Mix([1, 0], [1, 2], 1, new float[2])).Message, StringComparison.Ordinal);
    }
}
