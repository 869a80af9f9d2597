using Lathe.Generator.Graph;
using Lathe.Generator.Ops.Lowering;
using Lathe.Generator.Plan;

namespace Lathe.Generator.Ops;

internal sealed partial record Map : IElementwise
{
    public string Verb => ScalarVerb.Of(Expression);

    public ElementKind Kind => ElementKind.Arithmetic;

    public int Cost => ScalarCost.Of(Expression);

    public Demand DemandOf(Node self, int input) => new(DemandKind.Element, self.Inputs[input].Shape != Shape);

    public Scalar ElementAt(ILowering lowering, Node self, Position position)
    {
        var operands = new Scalar?[self.Inputs.Length];
        return ScalarTraversal.Replace(Expression, leaf => leaf switch
        {
            Operand operand => operands[operand.Position] ??=
                lowering.Element(self, operand.Position, position.BroadcastFrom(self.Inputs[operand.Position].Shape)),
            Iota iota => new Number(position[iota.Axis]),
            _ => leaf,
        });
    }
}
