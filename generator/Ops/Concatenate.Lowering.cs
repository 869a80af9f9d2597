using Lathe.Generator.Graph;
using Lathe.Generator.Ops.Lowering;
using Lathe.Generator.Plan;
using Lathe.Generator.Support;

namespace Lathe.Generator.Ops;

/// <summary>Each input is written to its place.</summary>
internal sealed partial record Concatenate : IStoring
{
    public string Verb => "concatenate";

    public Demand DemandOf(Node self, int input) => new(DemandKind.Element);

    public void Lower(ILowering lowering, Node self, Destination destination)
    {
        var start = 0;
        for (var input = 0; input < self.Inputs.Length; input++)
        {
            var shape = self.Inputs[input].Shape;
            var loops = Loops.Over(lowering, shape);
            var source = Position.Of(lowering.Ranges, shape, loops.Select(loop => loop.Variable));
            var offset = start;
            var target = source.With(self.Shape, axis => axis == Axis ? source[axis] + offset : source[axis]).Linear;
            var store = new Store(new Access(destination.Value, target, []), lowering.Element(self, input, source), destination.Accumulate);
            lowering.Emit(self, new LoopNest(loops.ToEquatableArray(), [store]));
            start += shape[Axis].Value;
        }
    }
}
