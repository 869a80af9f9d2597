using Lathe.Generator.Graph;
using Lathe.Generator.Ops.Lowering;
using Lathe.Generator.Plan;

namespace Lathe.Generator.Ops;

internal sealed partial record Slice : ISectioning
{
    public string Verb => "slice";

    public ElementKind Kind => ElementKind.View;

    public int Cost => 0;

    public bool IsAlias => false;

    public Demand DemandOf(Node self, int input) => new(DemandKind.Element);

    public bool Forwards(Node self, DemandKind demand) => demand != DemandKind.Stored;

    public Section? SectionOf(Node self) => Step == 1 ? new Section(Axis, Start, Length) : null;

    public Scalar ElementAt(ILowering lowering, Node self, Position position) => lowering.Element(
        self, 0, position.With(self.Inputs[0].Shape, axis => axis == Axis ? (position[axis] * Step) + Start : position[axis]));
}
