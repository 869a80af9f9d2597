using Lathe.Generator.Plan;

namespace Lathe.Generator.Emit.Cuda;

/// <summary>Prints a post as functions that contractions call where their sums are: see <c>totals.cuh</c>.</summary>
internal static class PostPrinter
{
    /// <summary>The post; null where its maps are not one sweep over the result, four neighbours at a time.</summary>
    public static Kernel? Print(PostSource source)
    {
        var (kernel, result, keeps) = source;
        var table = new ExpressionTable();
        if (Sweep.Joined(kernel.Items.Items) is not [Sweep sweep] || !FourLoop.Fits(sweep, table) || !IsAtHand(sweep, result))
            return null;
        var parameters = new KernelParameters();
        var indices = new IndexPrinter(parameters);
        var accesses = new AccessPrinter(parameters, indices);
        var names = new NameCounter();
        var sums = sweep.Steps.Items.Where(step => step.IsSum).Select((step, place) => (Step: step, Name: $"totals[{CudaLiteral.Of(place)}]")).ToArray();

        var body = new Scope(names);
        var scalars = new ScalarPrinter(parameters, indices, accesses, body, [.. sweep.Steps.Items.Where(step => !step.IsSum).Select(step => step.Store.Target.Value)])
        {
            AtHand = (result, "result"),
        };
        Take(sweep.Axes.Items, indices, body);
        new SweepPrinter(table, scalars, accesses, indices).PrintFour(sweep, sums.ToDictionary(sum => sum.Step, sum => sum.Name), body);

        var group = new Scope(names);
        group.Code.Line($"const index {group.Bind(kernel.Chunk.Id, "group")} = group_number;");
        var column = sweep.Axes[sweep.Axes.Count - 1];
        group.Code.Line($"const index {group.Bind(column.Id, column.Name)} = channel;");
        foreach (var (step, name) in sums)
            accesses.StoreFour(step.Store.Target, name, group);

        // All parameters are known by now.
        var text = new CodeWriter();
        text.Line($"#define POST_PARAMETERS {parameters.Declaration()}");
        text.Line($"#define POST_ARGUMENTS {parameters.Passed()}");
        text.Line($"#define POST_SUMS {CudaLiteral.Of(sums.Length)}");
        text.Line($"#define POST_KEEPS {(keeps ? "1" : "0")}");
        foreach (var line in parameters.Tables)
            text.Line(line);
        var totals = $"float (&totals)[{CudaLiteral.Of(Math.Max(1, sums.Length))}][4]";
        CudaMember.Function(text, $"DEVICE void post(index at, const float (&result)[4], {totals}, POST_PARAMETERS)", parameters, body);
        if (sums.Length > 0)
            CudaMember.Function(text, $"DEVICE void store_group(index group_number, index channel, {totals}, POST_PARAMETERS)", parameters, group);
        var content = text.ToString();
        var verb = $"{kernel.Verb}_post";
        var member = LibraryMember.Of(verb, content, name => CudaMember.Declare(
            name, ("CudaPostLaunch", "nint elements, nint columns, nint groups"), "FIELD.With(elements, columns, groups", ("CudaPost", $"hasSums: {(sums.Length > 0 ? "true" : "false")}, "), parameters,
            $"// {kernel.Verb.Replace('_', ' ')}, after a contraction\n{names.Named(content)}"));
        return new(member, "", parameters.Arguments);
    }

    /// <summary>Whether all that is read of a value is the element that the loops are at.</summary>
    static bool IsAtHand(Sweep sweep, int value) =>
        sweep.Steps.Items.All(step => LoadCollector.Of(step.Store.Value, value).All(load => RowMajor.Is(load.Offset, sweep.Axes.Items)));

    /// <summary>Takes the place of an element in the result apart into the variables of the axes.</summary>
    static void Take(IReadOnlyList<LoopAxis> axes, IndexPrinter indices, Scope body)
    {
        var rest = "at";
        for (var place = axes.Count - 1; place >= 0; place--)
        {
            var variable = body.Bind(axes[place].Id, axes[place].Name);
            if (place == 0)
            {
                body.Code.Line($"const index {variable} = {rest};");
                break;
            }

            var extent = indices.Extent(axes[place], body);
            body.Code.Line($"const index {variable} = {rest} % {extent};");
            rest = body.Let("const index", $"{rest} / {extent}", "p");
        }
    }
}
