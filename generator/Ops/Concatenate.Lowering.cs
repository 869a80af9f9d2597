using Lathe.Generator.Graph;
using Lathe.Generator.Ops.Lowering;
using Lathe.Generator.Plan;
using Lathe.Generator.Support;

namespace Lathe.Generator.Ops;

/// <summary>Each input that was not computed in its place is written there.</summary>
internal sealed partial record Concatenate : IAssembling
{
    public string Verb => "concatenate";

    public Demand DemandOf(Node self, int input) => new(DemandKind.Element);

    public Section PlaceOf(Node self, int input) =>
        new(Axis, self.Inputs.Take(input).Sum(before => before.Shape[Axis].Value), self.Inputs[input].Shape[Axis].Value);

    public void Lower(ILowering lowering, Node self, Destination destination)
    {
        for (var input = 0; input < self.Inputs.Length; input++)
        {
            if (lowering.IsInPlace(self, input))
                continue;
            var shape = self.Inputs[input].Shape;
            var loops = Loops.Over(lowering, shape);
            var source = Position.Of(lowering.Ranges, shape, loops.Select(loop => loop.Variable));
            var start = PlaceOf(self, input).Start;
            var target = source.With(self.Shape, axis => axis == Axis ? source[axis] + start : source[axis]);
            var store = new Store(destination.Place.At(target), lowering.Element(self, input, source), destination.Accumulate);
            lowering.Emit(self, new LoopNest(loops.ToEquatableArray(), [store]));
        }
    }
}
