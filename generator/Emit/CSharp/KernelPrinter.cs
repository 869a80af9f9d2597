using Lathe.Generator.Plan;

namespace Lathe.Generator.Emit.CSharp;

/// <summary>What rows end with.</summary>
internal enum RowTail
{
    /// <summary>A whole vector, for every batch size: the kernel is instantiated for <c>NoTail</c>.</summary>
    None,

    /// <summary>A part of a vector, perhaps: the kernel is instantiated for <c>Tail</c>.</summary>
    Some,
}

/// <summary>Prints a region as one kernel: a loop over its chunks, and in it the sweeps over the elements of a chunk, and a call for each contraction
/// over the chunk's images.</summary>
internal static class KernelPrinter
{
    public static Kernel Print(KernelSource source)
    {
        var (verb, chunkAxis, groups, items) = source;
        var parameters = new KernelParameters();
        var indices = new IndexPrinter(parameters);
        var accesses = new AccessPrinter(parameters, indices);
        var names = new NameCounter();
        var table = new ExpressionTable();
        var kernel = new Scope(names);
        var group = groups == 0 ? kernel : kernel.Inner();
        var (first, next) = groups == 0 ? ("", "") : Group(chunkAxis, groups, indices, kernel, group);
        var contractions = new PartPrinter(parameters, indices, new ReadAheadPrinter(parameters, indices, chunkAxis, items), chunkAxis, first);
        var chunk = group.Inner();
        var variable = chunk.Bind(chunkAxis.Id, chunkAxis.Name);
        var stored = items.Items.OfType<MapItem>().SelectMany(map => map.Stores.Items.Select(store => store.Target.Value))
            .Concat(items.Items.OfType<ContractItem>().Select(contraction => contraction.Result.Value)).Distinct().ToArray();
        var scalars = new ScalarPrinter(parameters, indices, accesses, chunk, stored);
        var joined = Sweep.Joined(items);
        var sweeps = new SweepPrinter(table, scalars, accesses, indices, RegisterValues.Of(joined, table));
        foreach (var item in joined)
        {
            if (item is Sweep sweep)
                sweeps.Print(sweep, chunk);
            else
                Print((ContractItem)item, table, contractions, chunk);
        }

        if (groups == 0)
            Loop(chunkAxis, indices, kernel, chunk, variable);
        else
            Loops(kernel, group, chunk, variable, first, next);
        var body = string.Concat(parameters.Declarations().Select(line => line + "\n")) + kernel.Code;
        var types = indices.Tail switch
        {
            null => "<V>",
            RowTail.None => "<V, NoTail>",
            _ => "<V, Tail>",
        };

        // Kernels that differ in nothing but what their axes are called are one.
        var member = LibraryMember.Of(verb, body, name => Declaration(name, parameters.Names, indices.Tail is not null, names.Named(body)));
        return new(member, types, parameters.Arguments);
    }

    static string Declaration(string name, IReadOnlyList<string> names, bool hasTail, string body)
    {
        var code = new CodeWriter(1);
        var types = hasTail ? "<V, T>" : "<V>";
        var constraints = "    where V : struct, ILanes<V>" + (hasTail ? " where T : struct, ITail" : "");
        code.Line($"internal static void {name}{types}(Launcher launcher, nint chunks{string.Concat(names.Select(parameter => $", nint {parameter}"))})");
        code.Line($"{constraints} => launcher.Launch({name}{types}, chunks{string.Concat(names.Select(parameter => ", " + parameter))});");
        code.Line();
        code.Line("[MethodImpl(Compiled)]");
        code.Line($"static void {name}{types}(ReadOnlySpan<nint> arguments, nint begin, nint end, nint scratch)");
        code.Open(constraints);
        code.Lines(body);
        code.Close();
        return code.ToString();
    }

    static void Loop(LoopAxis chunkAxis, IndexPrinter indices, Scope kernel, Scope chunk, string variable)
    {
        var start = indices.Print(chunkAxis.Start, kernel);
        var offset = start == "0" ? "" : $" + {start}";
        kernel.Code.Open($"for (nint {variable} = begin{offset}; {variable} < end{offset}; {variable}++)");
        kernel.Code.Lines(chunk.Code.ToString());
        kernel.Code.Close();
    }

    /// <summary>Names the first chunk of a group, and that of the next group.</summary>
    static (string First, string Next) Group(LoopAxis chunkAxis, int groups, IndexPrinter indices, Scope kernel, Scope group)
    {
        var chunks = indices.Name(chunkAxis.End, kernel);
        var count = kernel.Let("nint", $"nint.Min({indices.Closed(groups)}, {chunks})", "groups");
        return (group.Let("nint", $"IndexMath.FirstOfGroup(group, {count}, {chunks})", "first"), group.Let("nint", $"IndexMath.FirstOfGroup(group + 1, {count}, {chunks})", "next"));
    }

    /// <summary>A worker runs the chunks of a group one after the other.</summary>
    static void Loops(Scope kernel, Scope group, Scope chunk, string variable, string first, string next)
    {
        kernel.Code.Open("for (nint group = begin; group < end; group++)");
        group.Code.Open($"for (nint {variable} = {first}; {variable} < {next}; {variable}++)");
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
}
