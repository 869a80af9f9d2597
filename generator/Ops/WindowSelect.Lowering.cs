using Lathe.Generator.Graph;
using Lathe.Generator.Ops.Lowering;
using Lathe.Generator.Plan;
using Lathe.Generator.Support;

namespace Lathe.Generator.Ops;

internal sealed partial record WindowSelect : IWindowed
{
    public string Verb => "window_select";

    EquatableArray<WindowAxis> IWindowed.Windows => Axes;

    public ElementKind Kind => ElementKind.Fold;

    public int Cost => 1;

    public Demand DemandOf(Node self, int input) => new(DemandKind.Element, IsRepeated: true);

    public Scalar ElementAt(ILowering lowering, Node self, Position position)
    {
        var covering = Axes.Items.Select((axis, index) => axis.Transposed(Extents[index])).ToEquatableArray();
        var windows = new WindowLoops(lowering, self.Inputs[0].Shape, covering, position);
        var cell = new Number(WindowLoops.RowMajor(Axes, axis => self.Shape[axis].Value, position));
        var isChosen = Scalars.Equal(lowering.Element(self, 0, windows.Cell), cell);
        return new Fold(ReduceKind.Sum, windows.Axes, Scalars.Choose(isChosen, lowering.Element(self, 1, windows.Cell), 0), DType.Float32);
    }
}
