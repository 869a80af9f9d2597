namespace Lathe.Generator.Graph;

/// <summary>Shapes in the user's words: one sample, channels before height and width.</summary>
internal static class ShapeText
{
    /// <summary>One sample of an image tensor N, H, W, C as <c>[C, H, W]</c>.</summary>
    public static string Image(Shape shape) =>
        shape.Rank == 4 ? $"[{shape[3]}, {shape[1]}, {shape[2]}]" : Sample(shape);

    /// <summary>The axes in memory order without the batch.</summary>
    public static string Sample(Shape shape) =>
        shape.IsBatched ? "[" + string.Join(", ", shape.Dims.Items.Skip(1)) + "]" : shape.ToString();
}
