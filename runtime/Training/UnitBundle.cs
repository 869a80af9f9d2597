using System.Runtime.InteropServices;
using Lathe.Abi;

namespace Lathe;

/// <summary>Up to <see cref="MostRows"/> rows of a weight, neighbours in memory: what goes into so many units. Each element of one is an element
/// of the others, 1 further in memory.</summary>
/// <param name="First">The first row's first element, from the start of the block.</param>
/// <param name="Rows">How many rows there are, from 1.</param>
/// <param name="Outer">Elements of a row along its outermost axis.</param>
/// <param name="OuterStride">How far apart these are.</param>
/// <param name="Middle">Elements along the next axis.</param>
/// <param name="MiddleStride">How far apart these are.</param>
/// <param name="Inner">Elements along the innermost axis.</param>
/// <param name="InnerStride">How far apart these are.</param>
[StructLayout(LayoutKind.Sequential)]
readonly record struct UnitBundle(nint First, nint Rows, nint Outer, nint OuterStride, nint Middle, nint MiddleStride, nint Inner, nint InnerStride)
{
    public const int MostRows = 16;

    /// <summary>All rows of the weights among the parameters: matrices and filters, not biases, scales and slopes.</summary>
    public static UnitBundle[] OfWeights(ParameterEntry[] parameters) => [.. parameters.Where(static entry => entry.Decays && entry.Shape.Length > 1).SelectMany(Of)];

    /// <summary>All rows of all parameters; a vector is a row.</summary>
    public static UnitBundle[] OfAll(ParameterEntry[] parameters) => [.. parameters.SelectMany(Of)];

    static IEnumerable<UnitBundle> Of(ParameterEntry entry)
    {
        if (entry.Shape.Length < 2)
        {
            yield return new UnitBundle(entry.Offset, 1, 1, 0, 1, 0, entry.Shape.Aggregate((nint)1, static (product, extent) => product * extent), 1);
            yield break;
        }
        var (rows, elements) = Axes(entry);
        // Rows side by side in memory are taken together; others each alone.
        Axis beside = rows.Count > 0 && rows[^1].Stride == 1 ? rows[^1] : new Axis(1, 1);
        if (rows.Count > 0 && rows[^1].Stride == 1)
            rows.RemoveAt(rows.Count - 1);
        while (elements.Count < 3)
            elements.Insert(0, new Axis(1, 0));
        foreach (nint start in Offsets(rows))
        {
            for (nint row = 0; row < beside.Extent; row += MostRows)
            {
                yield return new UnitBundle(
                    entry.Offset + start + row, nint.Min(MostRows, beside.Extent - row),
                    elements[0].Extent, elements[0].Stride, elements[1].Extent, elements[1].Stride, elements[2].Extent, elements[2].Stride);
            }
        }
    }

    /// <summary>The axes that tell rows apart, which are those of the first extent, and those along a row; the outer ones in memory first. There are at
    /// most two of the former, groups and the units of a group, and so at most three of the latter between them.</summary>
    static (List<Axis> Rows, List<Axis> Elements) Axes(ParameterEntry entry)
    {
        var isRow = new bool[entry.Split.Length];
        nint units = 1;
        for (int i = 0; i < isRow.Length && units < entry.Shape[0]; i++)
        {
            isRow[i] = true;
            units *= entry.Split[i];
        }
        List<Axis> rows = [], elements = [];
        nint stride = 1;
        foreach (int axis in entry.Permutation.Reverse())
        {
            List<Axis> among = isRow[axis] ? rows : elements;
            nint extent = entry.Split[axis];
            if (among.Count > 0 && among[0].Stride * among[0].Extent == stride)
                among[0] = new Axis(among[0].Extent * extent, among[0].Stride);
            else if (extent > 1)
                among.Insert(0, new Axis(extent, stride));
            stride *= extent;
        }
        return (rows, elements);
    }

    static IEnumerable<nint> Offsets(List<Axis> axes) => axes.Aggregate(
        (IEnumerable<nint>)[0], static (starts, axis) => starts.SelectMany(start => Enumerable.Range(0, (int)axis.Extent).Select(i => start + (i * axis.Stride))));

    readonly record struct Axis(nint Extent, nint Stride);
}
