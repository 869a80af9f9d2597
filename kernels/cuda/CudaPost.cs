namespace Lathe.Kernels.Cuda;

/// <summary>What goes on with a contraction's result element by element, as CUDA C text: bias and rectifier, a residual, sums of each channel. It runs where
/// the sums are, before they go to memory or instead.</summary>
/// <remarks>What the text defines is written in <c>totals.cuh</c>.</remarks>
/// <param name="name">What it computes.</param>
/// <param name="hasSums">Whether it sums channels over pixels.</param>
/// <param name="constants">The names of the integers that are fixed when it is compiled.</param>
/// <param name="text">The text.</param>
public sealed class CudaPost(string name, bool hasSums, string[] constants, CudaText text)
{
    /// <summary>What it computes.</summary>
    public string Name => name;

    /// <summary>Whether it sums channels over pixels.</summary>
    public bool HasSums => hasSums;

    /// <summary>The names of the integers that are fixed when it is compiled.</summary>
    public IReadOnlyList<string> Constants => constants;

    /// <summary>The text in UTF-8.</summary>
    public ReadOnlySpan<byte> Text => text();

    /// <summary>The post with what a launch passes to it.</summary>
    /// <param name="elements">Elements of the contraction's result, which lies without gaps.</param>
    /// <param name="columns">Neighbours of the result that belong to different channels: elements a row, a multiple of four.</param>
    /// <param name="groups">How many partial sums of a channel there are room for.</param>
    /// <param name="values">A value for each of the constants.</param>
    /// <param name="arguments">Device addresses and integers, in the order of <c>POST_PARAMETERS</c>.</param>
    public CudaPostLaunch With(nint elements, nint columns, nint groups, ReadOnlySpan<nint> values, params ReadOnlySpan<nint> arguments) =>
        new(this, elements, columns, groups, values.ToArray(), arguments.ToArray());

    /// <inheritdoc/>
    public override string ToString() => name;
}
