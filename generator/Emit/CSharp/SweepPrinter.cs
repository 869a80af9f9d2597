using Lathe.Generator.Graph;
using Lathe.Generator.Plan;

namespace Lathe.Generator.Emit.CSharp;

/// <summary>Prints a sweep as nested loops, the innermost axis sixteen elements at a time where every access allows it.</summary>
/// <remarks>A sweep that sums over rows, or that reads the same elements for every row, runs over blocks of a few rows, and there column by column: what
/// is the same for all rows is loaded once a block, and sums of a block stay in registers. That is fast from the cache and, as blocks are
/// short, as good as row by row from memory. <see cref="Totals"/> adds the blocks up.</remarks>
/// <param name="table">The expressions of the kernel.</param>
/// <param name="scalars">The printer of expressions.</param>
/// <param name="accesses">The printer of loads and stores.</param>
/// <param name="indices">The printer of indices.</param>
/// <param name="registers">Values that need not be stored.</param>
internal sealed class SweepPrinter(ExpressionTable table, ScalarPrinter scalars, AccessPrinter accesses, IndexPrinter indices, ICollection<Value> registers)
{
    /// <summary>The numbers of the loops over blocks, and over groups of blocks.</summary>
    const int Block = -1, Group = -2;

    readonly FoldPrinter folds = new(scalars, indices);

    public void Print(Sweep sweep, Scope chunk)
    {
        foreach (var step in sweep.Steps)
        {
            table.Of(step.Store.Value).Uses++;
        }

        var vector = sweep.VectorAxis(table);
        scalars.StoredHere = [.. sweep.Steps.Items.Select(step => step.Store.Target.Value)];
        if (vector is not null && sweep.Axes.Count > 1 && sweep.Steps.Items.Any(step => step.IsSum || IsSameForRows(table.Of(step.Store.Value), sweep)))
            PrintBlocks(sweep, vector, chunk);
        else
            PrintRows(sweep, vector, chunk);
    }

    /// <summary>Whether something is read that all rows share.</summary>
    static bool IsSameForRows(Expression expression, Sweep sweep) => expression.Scalar switch
    {
        Load => expression.Variables.Contains(sweep.Axes[^1].Id) && !expression.Variables.Contains(sweep.Axes[^2].Id),
        Fold or FoldArgMax => false,
        _ => expression.Children.Any(child => IsSameForRows(child, sweep)),
    };

    void PrintRows(Sweep sweep, LoopAxis? vector, Scope chunk)
    {
        var loops = new LoopPrinter(indices, chunk.Inner(), sweep.Axes.Items, vector?.Id);
        foreach (var step in sweep.Steps)
        {
            Store(step.Store, loops.Body);
        }

        Close(loops, chunk);
    }

    void PrintBlocks(Sweep sweep, LoopAxis vector, Scope chunk)
    {
        var row = sweep.Axes[^2];
        var summed = sweep.Steps.Items.Where(step => step.IsSum).ToArray();
        var totals = summed.Length > 0 ? new Totals(summed, sweep.Axes.Items, indices, accesses, chunk) : null;
        var groups = new LoopPrinter(indices, chunk.Inner(), [.. sweep.Axes.Items.Take(sweep.Axes.Count - 2)], vectorAxis: null);
        var (start, end) = (indices.Print(row.Start, groups.Body), indices.Name(row.End, groups.Body));
        var columns = vector.End + (vector.Start * -1);
        var level = groups.Body.OutermostFor([.. IndexVariables.Of(columns)]);
        var rows = level.Let("nint", $"IndexMath.BlockRows({indices.Print(columns, level)})", "rows");
        if (totals is { HasGroups: true })
        {
            var group = level.Let("nint", $"{Totals.Blocks} * {rows}", "group");
            start = groups.Open(row with { Id = Group }, start, end, $" += {group}");
            end = groups.Body.Let("nint", $"nint.Min({start} + {group}, {end})", "i");
        }

        var blocks = new LoopPrinter(indices, groups.Body, [], vectorAxis: null);
        var block = blocks.Open(row with { Id = Block }, start, end, $" += {rows}");
        blocks.OpenVectorsApart(vector);
        var sums = summed.ToDictionary(step => step, _ => blocks.Body.Fresh("sum"));
        foreach (var sum in sums.Values)
        {
            blocks.Body.Code.Line($"var {sum} = V.Zero;");
        }

        var loops = new LoopPrinter(indices, blocks.Body, [], vectorAxis: null);
        loops.Open(row, block, blocks.Body.Parent!.Let("nint", $"nint.Min({block} + {rows}, {end})", "i"), "++");
        foreach (var step in sweep.Steps)
        {
            if (step.IsSum)
                folds.Add(sums[step], table.Of(step.Store.Value), loops.Body);
            else
                Store(step.Store, loops.Body);
        }

        loops.Close();
        totals?.AddBlock(sums, blocks.Body);
        blocks.Close();
        totals?.AddGroup(groups.Body);
        Close(groups, chunk);
        totals?.Store(chunk);
    }

    static void Close(LoopPrinter loops, Scope chunk)
    {
        loops.Close();
        chunk.Code.Lines(loops.Body.Code.ToString());
    }

    void Store(Store store, Scope scope)
    {
        var (value, target) = (table.Of(store.Value), store.Target);
        var loaded = table.Of(new Load(target));
        var isReadAgain = loaded.Uses > 0 && !store.Accumulate && scope.VectorAxis is not null && target.Value.Type == DType.Float32;
        var text = isReadAgain ? scalars.PrintNamed(value, target.Value.Type, scope) : scalars.Print(value, target.Value.Type, scope);
        if (!isReadAgain || !registers.Contains(target.Value))
            accesses.Store(store, text, scope);
        scope.Forget(expression => table[expression].Reads([target.Value]));
        if (isReadAgain)
            scope.Remember(loaded.Id, target.Value.Type, text);
    }
}
