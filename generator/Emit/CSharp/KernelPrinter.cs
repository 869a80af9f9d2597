using Lathe.Generator.Plan;

namespace Lathe.Generator.Emit.CSharp;

/// <summary>The C# of one kernel before it has a name.</summary>
/// <param name="Structure">Its body with placeholders for the names of loop variables: what makes two kernels one.</param>
/// <param name="Body">The body.</param>
/// <param name="Arguments">Its parameters, and what the launch at hand passes for each.</param>
internal sealed record KernelCode(string Structure, string Body, IReadOnlyList<(string Name, KernelArgument Argument)> Arguments);

/// <summary>Prints a region as one kernel: a loop over its chunks, and in it the loops of each map, the innermost sixteen elements at a time where every
/// access allows it, and a call for each contraction over the chunk's images.</summary>
internal static class KernelPrinter
{
    /// <summary>A vector axis shorter than this gives way to a longer fold in lanes.</summary>
    const int ShortAxis = 8;

    public static KernelCode Print(LoopAxis chunkAxis, int groups, IReadOnlyList<RegionItem> items)
    {
        var parameters = new KernelParameters();
        var indices = new IndexPrinter(parameters);
        var accesses = new AccessPrinter(parameters, indices);
        var contractions = new PartPrinter(parameters, indices, chunkAxis, groups);
        var names = new NameCounter();
        var table = new ExpressionTable();
        var kernel = new Scope(names);
        var group = groups == 0 ? kernel : kernel.Inner();
        var chunk = group.Inner();
        var variable = chunk.Bind(chunkAxis.Id, chunkAxis.Name);
        var stored = items.OfType<MapItem>().SelectMany(map => map.Stores.Items.Select(store => store.Target.Value))
            .Concat(items.OfType<ContractItem>().Select(contraction => contraction.Result.Value)).Distinct().ToArray();
        var scalars = new ScalarPrinter(parameters, indices, accesses, chunk, stored);
        foreach (var item in items)
        {
            if (item is MapItem map)
                Print(map, table, scalars, accesses, indices, chunk);
            else
                Print((ContractItem)item, table, contractions, chunk);
        }

        Loops(chunkAxis, groups, indices, kernel, group, chunk, variable);
        var body = string.Concat(parameters.Declarations().Select(line => line + "\n")) + kernel.Code;
        return new(body, names.Named(body), parameters.Arguments);
    }

    static void Loops(LoopAxis chunkAxis, int groups, IndexPrinter indices, Scope kernel, Scope group, Scope chunk, string variable)
    {
        if (groups == 0)
        {
            var start = indices.Print(chunkAxis.Start, kernel);
            var offset = start == "0" ? "" : $" + {start}";
            kernel.Code.Open($"for (nint {variable} = begin{offset}; {variable} < end{offset}; {variable}++)");
            kernel.Code.Lines(chunk.Code.ToString());
            kernel.Code.Close();
            return;
        }

        // A worker runs the chunks of a group one after the other.
        var end = indices.Name(chunkAxis.End, kernel);
        kernel.Code.Open("for (nint group = begin; group < end; group++)");
        group.Code.Open($"for (nint {variable} = group; {variable} < {end}; {variable} += {indices.Closed(groups)})");
        group.Code.Lines(chunk.Code.ToString());
        group.Code.Close();
        kernel.Code.Lines(group.Code.ToString());
        kernel.Code.Close();
    }

    static void Print(ContractItem contraction, ExpressionTable table, PartPrinter contractions, Scope chunk)
    {
        contractions.Print(contraction, chunk);
        chunk.Forget(expression => table[expression].Reads([contraction.Result.Value]));
    }

    static void Print(MapItem map, ExpressionTable table, ScalarPrinter scalars, AccessPrinter accesses, IndexPrinter indices, Scope chunk)
    {
        var values = map.Stores.Items.Select(store => table.Of(store.Value)).ToArray();
        foreach (var value in values)
        {
            value.Uses++;
        }

        scalars.StoredHere = [.. map.Stores.Items.Select(store => store.Target.Value)];
        var loops = new LoopPrinter(indices, chunk.Inner(), map.Axes.Items, VectorAxis(map, values));
        for (var position = 0; position < values.Length; position++)
        {
            var store = map.Stores[position];
            accesses.Store(store, scalars.Print(values[position], store.Target.Value.Type, loops.Body), loops.Body);
            loops.Body.Forget(expression => table[expression].Reads([store.Target.Value]));
        }

        loops.Close();
        chunk.Code.Lines(loops.Body.Code.ToString());
    }

    /// <summary>The innermost axis, if sixteen positions along it can be computed at once and it is worth while; else null.</summary>
    static int? VectorAxis(MapItem map, Expression[] values)
    {
        if (map.Axes.Count == 0)
            return null;
        var axis = map.Axes[map.Axes.Count - 1];
        var evenness = new Evenness(axis.Id);
        if (!values.All(evenness.Of) || !map.Stores.Items.All(store => evenness.Of(store.Target) && AffineIndex.Of(store.Target.Offset).FactorOf(axis.Id) != 0))
            return null;
        return IndexVariables.IsShorter(axis, ShortAxis) && values.Any(HasLongerFold) ? null : axis.Id;
    }

    static bool HasLongerFold(Expression expression) => expression.Scalar is Fold fold && FoldPrinter.LaneAxis(fold, expression.Children[0]) is { } lanes
        ? !IndexVariables.IsShorter(lanes, ShortAxis)
        : expression.Children.Any(HasLongerFold);
}
