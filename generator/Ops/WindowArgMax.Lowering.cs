using Lathe.Generator.Graph;
using Lathe.Generator.Ops.Lowering;
using Lathe.Generator.Plan;
using Lathe.Generator.Support;

namespace Lathe.Generator.Ops;

internal sealed partial record WindowArgMax : IWindowed
{
    public string Verb => "window_argmax";

    EquatableArray<WindowAxis> IWindowed.Windows => Axes;

    public ElementKind Kind => ElementKind.Fold;

    public int Cost => 1;

    public Demand DemandOf(Node self, int input) => new(DemandKind.Element, WindowLoops.Overlap(Axes));

    public Scalar ElementAt(ILowering lowering, Node self, Position position)
    {
        var shape = self.Inputs[0].Shape;
        var windows = new WindowLoops(lowering, shape, Axes, position);
        return new FoldArgMax(windows.Axes, lowering.Element(self, 0, windows.Cell), WindowLoops.RowMajor(Axes, axis => shape[axis].Value, windows.Cell));
    }
}
