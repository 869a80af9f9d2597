using Lathe.Generator.Support;

namespace Lathe.Generator.Graph;

/// <summary>The extents of a tensor in memory order, the last axis contiguous. Images are N, H, W, C; tokens N, T, C.
/// A tensor that depends on the batch has the batch in axis 0 and nowhere else.</summary>
internal readonly record struct Shape(EquatableArray<Dim> Dims)
{
    public int Rank => Dims.Count;

    public Dim this[int axis] => Dims[axis];

    /// <summary>The number of elements.</summary>
    public Dim Size
    {
        get
        {
            var size = (Dim)1;
            foreach (var dim in Dims)
            {
                size *= dim;
            }

            return size;
        }
    }

    /// <summary>Whether axis 0 depends on the batch.</summary>
    public bool IsBatched => Rank > 0 && !Dims[0].IsStatic;

    /// <summary>The shape of a tensor that does not depend on the batch.</summary>
    public static Shape Static(EquatableArray<int> extents)
    {
        var dims = new Dim[extents.Count];
        for (var axis = 0; axis < dims.Length; axis++)
        {
            dims[axis] = extents[axis];
        }

        return new(EquatableArray.Adopt(dims));
    }

    public static Shape Of(params ReadOnlySpan<Dim> dims) => new([.. dims]);

    /// <summary>The same shape with another extent along one axis.</summary>
    public Shape With(int axis, Dim dim) => new(Dims.Items.SetItem(axis, dim));

    /// <summary>The shape whose axis i is axis <c>permutation[i]</c> of this one.</summary>
    public Shape Permuted(ReadOnlySpan<int> permutation)
    {
        var dims = new Dim[permutation.Length];
        for (var axis = 0; axis < dims.Length; axis++)
        {
            dims[axis] = Dims[permutation[axis]];
        }

        return new(EquatableArray.Adopt(dims));
    }

    /// <summary>Whether elements change places where the axes stand in another order: axes of extent one can stand anywhere.</summary>
    public bool IsMovedBy(ReadOnlySpan<int> permutation)
    {
        var last = -1;
        foreach (var axis in permutation)
        {
            if (Dims[axis].IsOne)
                continue;
            if (axis < last)
                return true;
            last = axis;
        }

        return false;
    }

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

        return EquatableArray.Adopt(strides);
    }

    public override string ToString() => "[" + string.Join(", ", Dims.Items) + "]";
}
