using Lathe.Generator.Graph;
using Lathe.Generator.Ops.Lowering;
using Lathe.Generator.Plan;

namespace Lathe.Generator.Ops;

internal sealed partial record ArgMax : IElementwise
{
    public string Verb => "argmax";

    public ElementKind Kind => ElementKind.Fold;

    public int Cost => 1;

    public Demand DemandOf(Node self, int input) => new(DemandKind.Element);

    public Scalar ElementAt(ILowering lowering, Node self, Position position)
    {
        var input = self.Inputs[0].Shape;
        var cell = lowering.Axis(AxisNames.Of(input, Axis), 0, new IndexDim(input[Axis]), Interval.Positions(input[Axis]));
        var body = lowering.Element(self, 0, position.With(input, axis => axis == Axis ? cell.Variable : position[axis]));
        return new FoldArgMax([cell], body, cell.Variable);
    }
}
