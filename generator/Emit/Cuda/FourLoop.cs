using Lathe.Generator.Graph;
using Lathe.Generator.Plan;

namespace Lathe.Generator.Emit.Cuda;

/// <summary>An unrolled loop over four neighbours: what it reads is loaded before it in one access each, what it computes is stored behind it.</summary>
internal sealed class FourLoop
{
    readonly LoopAxis axis;
    readonly Scope body;
    readonly List<(Access Target, string Array)> stores = [];
    readonly string lane;
    readonly string first;
    readonly string variable;

    /// <param name="axis">The axis that the neighbours lie along.</param>
    /// <param name="body">The scope around the loop, where the axis' variable is the first of the four.</param>
    public FourLoop(LoopAxis axis, Scope body)
    {
        this.axis = axis;
        this.body = body;
        Lanes = body.Inner();
        lane = body.Fresh("lane");
        first = body.Variable(axis.Id);
        variable = Lanes.Bind(axis.Id, axis.Name);
    }

    /// <summary>The body of the loop.</summary>
    public Scope Lanes { get; }

    /// <summary>An element that the loop's body reads.</summary>
    public string Element(Access access, AccessPrinter accesses) => IndexVariables.Of(access).Contains(axis.Id)
        ? $"{accesses.LoadFour(access, body)}[{lane}]"
        : accesses.Load(access, Lanes);

    /// <summary>The random bits of an element, if those of the four are one block of them; else null.</summary>
    public string? Words(RandomWord word, string stream, IndexPrinter indices)
    {
        if (IndexVariables.Uses(word.Sample, axis.Id) || !IsAligned(word.Element, axis.Id))
            return null;
        var words = body.Fresh("words");
        body.Code.Line($"uint32 {words}[4];");
        body.Code.Line($"random_words({stream}, {indices.Print(word.Sample, body)}, {indices.Print(word.Element, body)}, {words});");
        return $"{words}[{lane}]";
    }

    /// <summary>An element of an array that a scope around the loop declares.</summary>
    public string Element(string array) => $"{array}[{lane}]";

    /// <summary>Keeps a result for the store behind the loop.</summary>
    /// <returns>The element, for what reads it later in the body.</returns>
    public string Keep(Access target, string value)
    {
        var array = body.Fresh("result");
        body.Code.Line($"float {array}[4];");
        Lanes.Code.Line($"{array}[{lane}] = {CudaDialect.Unwrapped(value)};");
        stores.Add((target, array));
        return Element(array);
    }

    /// <summary>Writes the loop and its stores.</summary>
    public void Close(AccessPrinter accesses)
    {
        body.Code.Line("#pragma unroll");
        body.Code.Open($"for (int {lane} = 0; {lane} < 4; {lane}++)");
        var lines = Lanes.Code.ToString();
        if (lines.Contains(variable))
            body.Code.Line($"const index {variable} = {first} + {lane};");
        body.Code.Lines(lines);
        body.Code.Close();
        foreach (var (target, array) in stores)
            accesses.StoreFour(target, array, body);
    }

    /// <summary>Whether the sweep's innermost axis can be run along four elements at a time: every access is of four neighbours that lie on a
    /// multiple of their size, or the same for all four.</summary>
    public static bool Fits(Sweep sweep, ExpressionTable table)
    {
        if (sweep.VectorAxis(table) is not { } axis || AffineIndex.Quotient(axis.Start, 4) is null || AffineIndex.Quotient(axis.End, 4) is null)
            return false;
        var accesses = new AccessCollector();
        foreach (var step in sweep.Steps)
            accesses.Visit(step.Store);
        return !accesses.HasFolds && accesses.Found.All(access => IsAligned(access, axis.Id));
    }

    static bool IsAligned(Access access, int axis)
    {
        if (access.Guards.Items.Any(guard => IndexVariables.Uses(guard.Index, axis) || IndexVariables.Uses(guard.End, axis)))
            return false;
        return !IndexVariables.Uses(access.Offset, axis) || (access.Value.Type is DType.Float32 or DType.BFloat16 && IsAligned(access.Offset, axis));
    }

    /// <summary>Whether an index advances by one along the axis, from a multiple of four.</summary>
    static bool IsAligned(Plan.Index index, int axis)
    {
        var offset = AffineIndex.Of(index);
        return offset.Constant % 4 == 0 && offset.FactorOf(axis) == 1 && offset.Terms.All(term =>
            term.Operand is IndexVariable { Axis: var variable } && variable == axis
            || (!IndexVariables.Uses(term.Operand, axis) && AffineIndex.Quotient(term.Operand * term.Factor, 4) is not null));
    }

    sealed class AccessCollector : PlanVisitor
    {
        public List<Access> Found { get; } = [];

        public bool HasFolds { get; private set; }

        public override void Visit(Access access, bool isStore) => Found.Add(access);

        public override void Visit(Scalar scalar)
        {
            HasFolds |= scalar is Fold or FoldArgMax;
            base.Visit(scalar);
        }
    }
}
