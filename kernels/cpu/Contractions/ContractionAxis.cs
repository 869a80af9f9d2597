namespace Lathe.Kernels;

/// <summary>An axis of a contraction: how many elements it has and how far apart they lie, in elements, in each operand.</summary>
/// <param name="Extent">The number of elements, at least zero.</param>
/// <param name="Left">The stride in the left operand; zero where the axis is not in it.</param>
/// <param name="Right">The stride in the right operand; zero where the axis is not in it.</param>
/// <param name="Result">The stride in the result; zero where the axis is summed.</param>
public readonly record struct ContractionAxis(nint Extent, nint Left, nint Right, nint Result);
