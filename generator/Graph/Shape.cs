using Lathe.Generator.Support;

namespace Lathe.Generator.Graph;

/// <summary>The extents of a tensor in memory order, the last axis contiguous. Images are N, H, W, C; tokens N, T, C.
/// A tensor that depends on the batch has the batch in axis 0 and nowhere else.</summary>
internal readonly record struct Shape(EquatableArray<Dim> Dims)
{
    public int Rank => Dims.Count;

    public Dim this[int axis] => Dims[axis];

    /// <summary>The number of elements.</summary>
    public Dim Size => Dims.Items.Aggregate((Dim)1, (product, dim) => product * dim);

    /// <summary>Whether axis 0 depends on the batch.</summary>
    public bool IsBatched => Rank > 0 && !Dims[0].IsStatic;

    public static Shape Of(params Dim[] dims) => new(dims.ToEquatableArray());

    /// <summary>The same shape with another extent along one axis.</summary>
    public Shape With(int axis, Dim dim) => new(Dims.Items.SetItem(axis, dim));

    /// <summary>The row-major stride of every axis, in elements. Static, because only axis 0 may depend on the batch.</summary>
    public EquatableArray<long> Strides()
    {
        var strides = new long[Rank];
        var stride = (Dim)1;
        for (var axis = Rank - 1; axis >= 0; axis--)
        {
            strides[axis] = stride.IsStatic ? stride.Fixed : throw new InvalidOperationException($"{this} has the batch inside.");
            stride *= Dims[axis];
        }

        return strides.ToEquatableArray();
    }

    public override string ToString() => "[" + string.Join(", ", Dims.Items) + "]";
}
