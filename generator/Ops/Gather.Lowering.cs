using Lathe.Generator.Graph;
using Lathe.Generator.Ops.Lowering;
using Lathe.Generator.Plan;
using Lathe.Generator.Support;

namespace Lathe.Generator.Ops;

internal sealed partial record Gather : IView
{
    public string Verb => "gather";

    public ElementKind Kind => IsPlain ? ElementKind.View : ElementKind.Fold;

    public int Cost => Taps == 1 ? 1 : 2 * Taps;

    public bool IsAlias => false;

    int Taps => Indices[0].Count;

    bool IsPlain => Taps == 1 && Weights.Items.All(row => row[0] == 1);

    bool HasAbsent => Indices.Items.Any(row => row.Items.Contains(-1));

    public Demand DemandOf(Node self, int input) =>
        new(DemandKind.Element, !IsPlain || Indices.Count > self.Inputs[0].Shape[Axis].Value, IsGuarded: HasAbsent && WindowLoops.LieAlong(Axis, self.Inputs[0]));

    public bool Forwards(Node self, DemandKind demand) => false;

    public Scalar ElementAt(ILowering lowering, Node self, Position position)
    {
        var extent = self.Inputs[0].Shape[Axis];
        var table = Indices.Items.SelectMany(row => row.Items).ToEquatableArray();
        if (Taps == 1)
        {
            var element = Tap(lowering, self, position, Entry(lowering, table, position[Axis]), extent);
            return IsPlain ? element : element * Weight(lowering, self, position[Axis]);
        }

        var tap = lowering.Axis("tap", 0, Taps, new(0, Taps - 1));
        var entry = (position[Axis] * Taps) + tap.Variable;
        var body = Tap(lowering, self, position, Entry(lowering, table, entry), extent) * Weight(lowering, self, entry);
        return new Fold(ReduceKind.Sum, [tap], body, DType.Float32);
    }

    /// <summary>An entry of the table. Behind a guard that fails it is read too, though nothing comes of it: from the nearest place that there is.</summary>
    static Plan.Index Entry(ILowering lowering, EquatableArray<int> table, Plan.Index place)
    {
        var range = lowering.Ranges.Of(place);
        if (range.Min < 0)
            place = IndexMinimum.Of(place * -1, 0) * -1;
        if (range.Max >= table.Count)
            place = IndexMinimum.Of(place, table.Count - 1);
        return IndexTable.Of(table, place);
    }

    Scalar Tap(ILowering lowering, Node self, Position position, Plan.Index source, Dim extent)
    {
        var element = lowering.Element(self, 0, position.With(self.Inputs[0].Shape, axis => axis == Axis ? source : position[axis]));
        return HasAbsent ? Guarded.Element(element, [new Guard(source, new IndexDim(extent))], 0) : element;
    }

    Scalar Weight(ILowering lowering, Node self, Plan.Index entry)
    {
        var weights = Weights.Items.SelectMany(row => row.Items).ToArray();
        return weights.Distinct().Count() == 1
            ? weights[0]
            : new Load(new Access(lowering.Table($"weights of {Describe()}", self.Type, weights), entry, []));
    }
}
