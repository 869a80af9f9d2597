using Lathe.Generator.Graph;
using Lathe.Generator.Ops.Lowering;
using Lathe.Generator.Plan;

namespace Lathe.Generator.Ops;

internal sealed partial record StopGradient : IView
{
    public string Verb => "copy";

    public ElementKind Kind => ElementKind.View;

    public int Cost => 0;

    public bool IsAlias => true;

    public Demand DemandOf(Node self, int input) => new(DemandKind.Element);

    public bool Forwards(Node self, DemandKind demand) => true;

    public Scalar ElementAt(ILowering lowering, Node self, Position position) => lowering.Element(self, 0, position);
}
