using Lathe.Generator.Plan;
using Lathe.Generator.Support;

namespace Lathe.Generator.Ops.Lowering;

/// <summary>Where the elements of a tensor lie.</summary>
/// <param name="Value">The buffer.</param>
/// <param name="Offset">The first element.</param>
/// <param name="Strides">Elements between neighbours along each axis; null where the tensor is the whole buffer, row-major.</param>
internal readonly record struct Residence(Value Value, long Offset = 0, EquatableArray<long>? Strides = null)
{
    /// <summary>The element at a position.</summary>
    public Access At(Position position)
    {
        if (Strides is not { } strides)
            return new(Value, position.Linear, []);
        Plan.Index sum = Offset;
        for (var axis = 0; axis < position.Rank; axis++)
        {
            if (!position.Shape[axis].IsOne)
                sum += position[axis] * strides[axis];
        }

        return new(Value, AffineIndex.Of(sum).ToIndex(), []);
    }
}
