using Lathe.Generator.Graph;
using Lathe.Generator.Ops.Lowering;
using Lathe.Generator.Plan;

namespace Lathe.Generator.Ops;

internal sealed partial record Reshape : IView
{
    public string Verb => "reshape";

    public ElementKind Kind => ElementKind.View;

    public int Cost => 0;

    public bool IsAlias => true;

    /// <summary>Where axes are split, positions along the whole are sums of those along the parts; where they are joined they would be quotients,
    /// which a row-major buffer avoids.</summary>
    public Demand DemandOf(Node self, int input) => new(Refines(Shape, self.Inputs[0].Shape) ? DemandKind.Element : DemandKind.Stored);

    public bool Forwards(Node self, DemandKind demand) => true;

    public Scalar ElementAt(ILowering lowering, Node self, Position position) =>
        lowering.Element(self, 0, position.Reshaped(self.Inputs[0].Shape));

    /// <summary>Whether every axis of <paramref name="coarse"/> is a product of neighbouring axes of <paramref name="fine"/>.</summary>
    static bool Refines(Shape fine, Shape coarse)
    {
        var axis = 0;
        foreach (var extent in coarse.Dims)
        {
            var product = (Dim)1;
            while (axis < fine.Rank && product != extent && (product.IsStatic || fine[axis].IsStatic))
                product *= fine[axis++];
            if (product != extent)
                return false;
        }

        return true;
    }
}
