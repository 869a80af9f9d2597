using Lathe.Generator.Graph;
using Lathe.Generator.Ops.Lowering;
using Lathe.Generator.Plan;
using Lathe.Generator.Support;

namespace Lathe.Generator.Ops;

internal sealed partial record WindowReduce : IWindowed
{
    public string Verb => Kind switch
    {
        ReduceKind.Sum => "window_sum",
        ReduceKind.Maximum => "window_maximum",
        _ => "window_minimum",
    };

    EquatableArray<WindowAxis> IWindowed.Windows => Axes;

    ElementKind IElementwise.Kind => ElementKind.Fold;

    public int Cost => 1;

    public Demand DemandOf(Node self, int input) => new(DemandKind.Element, WindowLoops.Overlap(Axes));

    public Scalar ElementAt(ILowering lowering, Node self, Position position)
    {
        var windows = new WindowLoops(lowering, self.Inputs[0].Shape, Axes, position);
        return new Fold(Kind, windows.Axes, lowering.Element(self, 0, windows.Cell), DType.Float32);
    }
}
