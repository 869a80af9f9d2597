namespace Lathe;

/// <summary>A layer as inspection shows it.</summary>
/// <param name="Path">Its path, which its parameters' names begin with: <c>layer1.0.conv1</c>.</param>
/// <param name="Kind">The record's name: <c>Conv</c>.</param>
/// <param name="OutputShape">The extents of one sample of its output.</param>
/// <param name="Parameters">The trainable numbers that it holds itself.</param>
/// <param name="MultiplyAdds">Its multiply-adds a sample.</param>
public sealed record NetworkLayer(string Path, string Kind, IReadOnlyList<int> OutputShape, long Parameters, long MultiplyAdds);
