using Lathe.Generator.Graph;
using Lathe.Generator.Plan;

namespace Lathe.Generator.Emit.Cuda;

/// <summary>Prints a sweep for the threads of a block: an element or four neighbours a thread; a team of threads for each element that takes a
/// long fold; or columns with a team each, where rows are summed.</summary>
internal sealed class SweepPrinter(ExpressionTable table, ScalarPrinter scalars, AccessPrinter accesses, IndexPrinter indices)
{
    /// <summary>Threads side by side along the columns of a sum over rows, at most.</summary>
    const int MostColumns = 64;

    /// <summary>Lanes of a team on neighbouring elements: a warp.</summary>
    const int Warp = 32;

    readonly FoldPrinter folds = new(scalars, indices);

    public void Print(Sweep sweep, Scope block)
    {
        Begin(sweep);
        if (sweep.Steps.Items.Any(step => step.IsSum))
            PrintColumns(sweep, block);
        else if (sweep.Steps.Items.Select(step => FoldPrinter.LongIn(table.Of(step.Store.Value), block)).FirstOrDefault(fold => fold is not null) is { } fold)
            PrintTeams(sweep, fold, block);
        else
            PrintElements(sweep, block);
    }

    /// <summary>Four neighbours, for loops that are open: stores, and what is added to sums.</summary>
    /// <param name="sweep">The sweep, which fits into fours.</param>
    /// <param name="sums">The names of sums, by the steps that add to them.</param>
    /// <param name="body">Where the sweep's variables are known, that of the innermost axis as the first of the four.</param>
    public void PrintFour(Sweep sweep, Dictionary<SweepStep, string> sums, Scope body)
    {
        Begin(sweep);
        PrintSteps(sweep, body, isFour: true, sums);
    }

    void Begin(Sweep sweep)
    {
        foreach (var step in sweep.Steps)
            table.Of(step.Store.Value).Uses++;
        scalars.StoredHere = [.. sweep.Steps.Items.Select(step => step.Store.Target.Value)];
    }

    void PrintElements(Sweep sweep, Scope block)
    {
        var loops = new LoopPrinter(indices, block);
        var isFour = FourLoop.Fits(sweep, table);
        loops.OpenFlat(sweep.Axes.Items, "threadIdx.x", Team.Threads, isFour ? 4 : 1);

        // The other threads would read what the one of a single element may have stored over by then.
        scalars.Alone = StaticCount(sweep.Axes.Items) == 1 ? loops.Body : null;
        PrintSteps(sweep, loops.Body, isFour, []);
        scalars.Alone = null;
        loops.Close();
    }

    /// <summary>A team for each element.</summary>
    void PrintTeams(Sweep sweep, Expression fold, Scope block)
    {
        var areNeighbours = FoldLanes.AxisOf((Fold)fold.Scalar, fold.Children[0]) is not null;
        var results = StaticCount(sweep.Axes.Items);
        var teams = results is { } count ? PowerOfTwo(count, areNeighbours ? Team.Threads / Warp : Warp) : areNeighbours ? Team.Threads / Warp : Warp;
        var lanes = Team.Threads / teams;
        var own = block.Let("const index", Team.Number(lanes, areNeighbours), "team");
        var lane = block.Let("const index", Team.NumberInTeam(lanes, areNeighbours), "thread");
        var loops = new LoopPrinter(indices, block);
        var exists = loops.OpenUniform(sweep.Axes.Items, own, teams);
        var first = loops.Body.Inner();
        scalars.Team = new(lanes, areNeighbours, lane, exists, loops.Body, block, first);

        // The first thread of a team stores. What a later fold of the team goes over, all its threads compute, and may read from where it is stored: in the end,
        // when all have.
        var areShared = sweep.Steps.Items.Any(step => FoldsOverStored(table.Of(step.Store.Value), block));
        foreach (var step in sweep.Steps)
            Store(step.Store, areShared ? loops.Body : first, first);
        if (areShared)
            loops.Body.Code.Line("__syncthreads();");
        loops.Body.Code.Open($"if ({exists} && {lane} == 0)");
        loops.Body.Code.Lines(first.Code.ToString());
        loops.Body.Code.Close();

        scalars.Team = null;
        loops.Close();
    }

    bool FoldsOverStored(Expression value, Scope block) => value.Reads(scalars.StoredHere) && FoldPrinter.LongIn(value, block) is not null;

    /// <summary>Threads side by side along a row, and teams of them down the columns.</summary>
    void PrintColumns(Sweep sweep, Scope block)
    {
        var column = sweep.Axes[sweep.Axes.Count - 1];
        var rows = sweep.Axes.Items.RemoveAt(sweep.Axes.Count - 1);
        var isFour = FourLoop.Fits(sweep, table);
        var width = isFour ? 4 : 1;
        var columns = StaticCount([column]) is { } count ? PowerOfTwo((count + width - 1) / width, MostColumns) : MostColumns;
        var lanes = Team.Threads / columns;
        var own = block.Let("const index", Team.Number(lanes, areNeighbours: false), "team");
        var lane = block.Let("const index", Team.NumberInTeam(lanes, areNeighbours: false), "thread");
        var loops = new LoopPrinter(indices, block);
        var exists = loops.OpenUniform([column], own, columns, width);
        var body = loops.Body;
        var team = new Team(lanes, false, lane, exists, body, block);
        var sums = sweep.Steps.Items.Where(step => step.IsSum).ToDictionary(step => step, _ => body.Fresh("sum"));
        foreach (var sum in sums.Values)
            body.Code.Line($"float {sum}[{CudaLiteral.Of(width)}] = {{}};");
        var inner = new LoopPrinter(indices, body);
        inner.OpenFlat(rows, $"{exists} ? {lane} : ", lanes);
        PrintSteps(sweep, inner.Body, isFour, sums);
        inner.Close();
        foreach (var sum in sums)
        {
            body.Code.Line($"team_sums{team.Arguments}({sum.Value});");
            var first = body.Inner();
            if (isFour)
                accesses.StoreFour(sum.Key.Store.Target, sum.Value, first);
            else
                accesses.Store(sum.Key.Store.Target, $"{sum.Value}[0]", first);
            body.Code.Open($"if ({exists} && {lane} == 0)");
            body.Code.Lines(first.Code.ToString());
            body.Code.Close();
        }

        loops.Close();
    }

    /// <summary>The steps of an element, or of four neighbours.</summary>
    void PrintSteps(Sweep sweep, Scope body, bool isFour, Dictionary<SweepStep, string> sums)
    {
        var four = scalars.Four = isFour ? new FourLoop(sweep.Axes[sweep.Axes.Count - 1], body) : null;
        var scope = four?.Lanes ?? body;
        foreach (var step in sweep.Steps)
        {
            if (step.IsSum)
                folds.Add(four?.Element(sums[step]) ?? $"{sums[step]}[0]", table.Of(step.Store.Value), DType.Float32, scope);
            else
                Store(step.Store, scope, scope);
        }

        four?.Close(accesses);
        scalars.Four = null;
    }

    /// <summary>Computes what a store stores in a scope, and stores it in that or an inner one.</summary>
    void Store(Store store, Scope scope, Scope inner)
    {
        var target = store.Target;
        var type = target.Value.Type == DType.BFloat16 ? DType.Float32 : target.Value.Type;
        var loaded = table.Of(new Load(target));
        var isReadAgain = loaded.Uses > 0 && !store.Accumulate;
        if (store.Accumulate)
            loaded.Uses++;
        var value = store.Accumulate
            ? CudaDialect.Binary(BinaryOperator.Add, type, scalars.Print(loaded, type, scope), scalars.Print(table.Of(store.Value), type, scope))
            : isReadAgain ? scalars.PrintNamed(table.Of(store.Value), type, scope) : scalars.Print(table.Of(store.Value), type, scope);
        if (scalars.Four is { } four)
            value = four.Keep(target, value);
        else
            accesses.Store(target, value, inner);
        inner.Forget(expression => table[expression].Reads([target.Value]));
        if (isReadAgain)
            scope.Remember(loaded.Id, type, value);
    }

    static long? StaticCount(IReadOnlyList<LoopAxis> axes)
    {
        var count = 1L;
        foreach (var axis in axes)
        {
            if (AffineIndex.Of(axis.End + (axis.Start * -1)) is not { Terms.IsEmpty: true } extent)
                return null;
            count *= extent.Constant;
        }

        return count;
    }

    /// <summary>The smallest power of two that is not below a number, or the most.</summary>
    static int PowerOfTwo(long number, int most)
    {
        var power = 1;
        while (power < number && power < most)
            power *= 2;
        return power;
    }
}
