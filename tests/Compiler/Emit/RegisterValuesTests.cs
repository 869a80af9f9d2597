using Lathe.Generator.Emit;
using Lathe.Generator.Graph;
using Lathe.Generator.Ops;
using Lathe.Generator.Plan;
using Xunit;

namespace Lathe.Compiler.Tests.Emit;

/// <summary>Which values of a kernel need not be stored: those in scratch that only their own sweep reads.</summary>
public sealed class RegisterValuesTests
{
    const int Columns = 48;

    static readonly LoopAxis Row = LoopAxis.Over(0, "nhw", new Dim(64, 0)), Column = LoopAxis.Over(1, "c", Columns);
    static readonly Value Given = new(0, "given", DType.Float32, new Dim(64 * Columns, 0), Space.Saved);
    static readonly Value Staged = Given with { Id = 1, Name = "staged", Space = Space.Scratch };
    static readonly Value First = Given with { Id = 2, Name = "first", Space = Space.Temporary };
    static readonly Value Second = Given with { Id = 3, Name = "second", Space = Space.Temporary };

    [Fact]
    public void What_later_steps_read_element_by_element_stays_in_registers() =>
        Assert.Equal([Staged], Of(Map(Staged, Doubled(Given)), Map(First, Doubled(Staged)), Map(Second, Doubled(Staged))));

    [Fact]
    public void What_is_kept_for_other_kernels_is_stored()
    {
        var kept = Staged with { Space = Space.Temporary };
        Assert.Empty(Of(Map(kept, Doubled(Given)), Map(First, Doubled(kept))));
    }

    [Fact]
    public void What_another_sweep_reads_too_is_stored() =>
        Assert.Empty(Of(Map(Staged, Doubled(Given)), Map(First, Doubled(Staged)), Map(Second, new Load(At(Staged, (Row.Variable * Columns) + (Column.Variable * -1) + (Columns - 1))))));

    [Fact]
    public void What_a_fold_reads_too_is_stored()
    {
        var inner = LoopAxis.Over(2, "k", Columns);
        var sum = new Fold(ReduceKind.Sum, [inner], new Load(At(Staged, (Row.Variable * Columns) + inner.Variable)), DType.Float32);
        Assert.Empty(Of(Map(Staged, Doubled(Given)), Map(First, Doubled(Staged)), Map(Second, sum)));
    }

    [Fact]
    public void What_a_contraction_reads_too_is_stored()
    {
        var contraction = new ContractItem(new Relation([], []), ContractOperand.Whole(Staged), ContractOperand.Whole(Given), ContractOperand.Whole(Second));
        Assert.Empty(Of(Map(Staged, Doubled(Given)), Map(First, Doubled(Staged)), contraction));
    }

    [Fact]
    public void What_is_added_to_is_stored() =>
        Assert.Empty(Of(new MapItem([Row, Column], [new(At(Staged), Doubled(Given), Accumulate: true)]), Map(First, Doubled(Staged))));

    static HashSet<Value> Of(params RegionItem[] items) => RegisterValues.Of(Sweep.Joined(items), new ExpressionTable());

    static MapItem Map(Value target, Scalar value) => new([Row, Column], [new(At(target), value)]);

    static Binary Doubled(Value value) => new(BinaryOperator.Add, new Load(At(value)), new Load(At(value)));

    static Access At(Value value) => At(value, (Row.Variable * Columns) + Column.Variable);

    static Access At(Value value, Generator.Plan.Index place) => new(value, AffineIndex.Of(place).ToIndex(), []);
}
