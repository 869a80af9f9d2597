using Lathe.Generator.Graph;
using Lathe.Generator.Ops.Lowering;
using Lathe.Generator.Plan;

namespace Lathe.Generator.Ops;

internal sealed partial record Pad : IView
{
    public string Verb => "pad";

    public ElementKind Kind => ElementKind.View;

    public int Cost => 0;

    public bool IsAlias => false;

    public Demand DemandOf(Node self, int input) => new(DemandKind.Element, IsGuarded: WindowLoops.LieAlong(Axis, self.Inputs[0]));

    public bool Forwards(Node self, DemandKind demand) => false;

    public Scalar ElementAt(ILowering lowering, Node self, Position position)
    {
        var input = self.Inputs[0].Shape;
        var cell = AffineIndex.Of(position[Axis] + -Before).ToIndex();
        var source = position.With(input, axis => axis == Axis ? position.Divide(cell, Between + 1) : position[axis]);
        List<Guard> guards = [new Guard(source[Axis], new IndexDim(input[Axis]))];
        if (Between > 0)
            guards.Add(new Guard(position.Remainder(cell, Between + 1), 1));
        return Guarded.Element(lowering.Element(self, 0, source), guards, Value);
    }
}
