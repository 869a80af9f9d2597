using Lathe.Generator.Graph;
using Lathe.Generator.Ops.Lowering;
using Lathe.Generator.Plan;

namespace Lathe.Generator.Ops;

internal sealed partial record Transpose : IView
{
    public string Verb => "transpose";

    public ElementKind Kind => ElementKind.View;

    public int Cost => 0;

    public bool IsAlias => false;

    public Demand DemandOf(Node self, int input) => new(DemandKind.Element);

    public bool Forwards(Node self, DemandKind demand) => demand < DemandKind.Ordered;

    public Scalar ElementAt(ILowering lowering, Node self, Position position) =>
        lowering.Element(self, 0, position.With(self.Inputs[0].Shape, axis => position[Permutation.Items.IndexOf(axis)]));
}
