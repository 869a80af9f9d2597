using Lathe.Generator.Graph;
using Lathe.Generator.Ops.Lowering;
using Lathe.Generator.Plan;
using Lathe.Generator.Support;

namespace Lathe.Generator.Ops;

internal sealed partial record Contract : IStoring
{
    public string Verb => "contract";

    public Demand DemandOf(Node self, int input) => new(Relation.Ties.Count > 0 ? DemandKind.Ordered : DemandKind.Strided);

    public void Lower(ILowering lowering, Node self, Destination destination)
    {
        var result = new ContractOperand(destination.Place.Value, Result, destination.Place.Offset, destination.Place.Strides ?? self.Shape.Strides());
        var item = new ContractItem(
            Relation, View(lowering, self, 0, Left), View(lowering, self, 1, Right), result, destination.Accumulate);
        lowering.Emit(self, lowering.Axis("chunk", 0, 1, Interval.Single(0)), item);
    }

    static ContractOperand View(ILowering lowering, Node self, int input, string labels)
    {
        var shape = self.Inputs[input].Shape;
        var loops = Loops.Over(lowering, shape);
        var element = lowering.Element(self, input, Position.Of(lowering.Ranges, shape, loops.Select(loop => loop.Variable)));
        if (element is not Load { Access: { Guards.Count: 0 } access } || AffineIndex.Of(access.Offset) is not { IsAffine: true } offset)
            throw new InvalidOperationException($"Input {input} of {self} is not a strided view.");
        return new(access.Value, labels, offset.Constant, loops.Select(loop => offset.FactorOf(loop.Id)).ToEquatableArray());
    }
}
