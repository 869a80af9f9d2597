using Lathe.Generator.Plan;

namespace Lathe.Generator.Emit.Cuda;

/// <summary>Loops around a body that is printed between opening and <see cref="Close"/>: nested ones, or one over the positions of several axes,
/// which threads share.</summary>
internal sealed class LoopPrinter(IndexPrinter indices, Scope scope)
{
    readonly Stack<(Scope Scope, string Header)> open = [];

    /// <summary>The innermost scope.</summary>
    public Scope Body { get; private set; } = scope;

    /// <summary>Opens nested loops, outermost first.</summary>
    public void OpenAll(IReadOnlyList<LoopAxis> axes)
    {
        foreach (var axis in axes)
        {
            var start = indices.Print(axis.Start, Body);
            var end = IndexVariables.IsSingle(axis) ? "" : indices.Name(axis.End, Body);
            var inner = Body.Inner();
            var variable = inner.Bind(axis.Id, axis.Name);
            open.Push((Body, end.Length == 0 ? "" : $"for (index {variable} = {start}; {variable} < {end}; {variable}++)"));
            if (end.Length == 0)
                inner.Code.Line($"const index {variable} = {start};");
            Body = inner;
        }
    }

    /// <summary>Opens one loop over all positions of the axes, of which this thread takes every <paramref name="step"/>-th.</summary>
    /// <param name="axes">Outermost first, independent of each other.</param>
    /// <param name="first">Where this thread begins: an expression, or a condition with the position where it holds.</param>
    /// <param name="step">How many threads share the loop.</param>
    /// <param name="width">How many neighbours along the innermost axis a position stands for.</param>
    public void OpenFlat(IReadOnlyList<LoopAxis> axes, string first, int step, int width = 1)
    {
        var count = Count(axes, width);
        var inner = Body.Inner();
        var position = Body.Fresh("p");
        var start = first.EndsWith(": ", StringComparison.Ordinal) ? first + count : first;
        open.Push((Body, $"for (index {position} = {start}; {position} < {count}; {position} += {CudaLiteral.Of(step)})"));
        Body = inner;
        Take(axes, position, width);
    }

    /// <summary>Opens a loop that all threads of the block run equally often, a position each at a time.</summary>
    /// <returns>The conditions's name: whether this thread has a position; where not, it computes the first one and stores nothing.</returns>
    public string OpenUniform(IReadOnlyList<LoopAxis> axes, string own, int step, int width = 1)
    {
        var count = Count(axes, width);
        var inner = Body.Inner();
        var first = Body.Fresh("first");
        open.Push((Body, $"for (index {first} = 0; {first} < {count}; {first} += {CudaLiteral.Of(step)})"));
        Body = inner;
        var (exists, position) = (inner.Fresh("exists"), inner.Fresh("p"));
        inner.Code.Line($"const bool {exists} = {first} + {own} < {count};");
        inner.Code.Line($"const index {position} = {exists} ? {first} + {own} : 0;");
        Take(axes, position, width);
        return exists;
    }

    /// <summary>Writes the loops with what their bodies hold by now.</summary>
    public void Close()
    {
        while (open.Count > 0)
        {
            var (outer, header) = open.Pop();
            if (header.Length > 0)
                outer.Code.Open(header);
            outer.Code.Lines(Body.Code.ToString());
            if (header.Length > 0)
                outer.Code.Close();
            Body = outer;
        }
    }

    /// <summary>How many positions there are.</summary>
    public string Count(IReadOnlyList<LoopAxis> axes, int width = 1)
    {
        var factors = axes.Select((axis, place) => indices.Extent(place == axes.Count - 1 ? Narrowed(axis, width) : axis, Body)).Where(factor => factor != "1").ToArray();
        return factors.Length == 0 ? "1" : factors.Length == 1 ? factors[0] : Body.Let("const index", string.Join(" * ", factors), "count");
    }

    /// <summary>Takes a position apart into the variables of the axes.</summary>
    void Take(IReadOnlyList<LoopAxis> axes, string position, int width)
    {
        var outermost = axes.Select((axis, place) => (axis, place)).Where(pair => !IndexVariables.IsSingle(pair.axis)).Select(pair => pair.place).DefaultIfEmpty(-1).First();
        for (var place = axes.Count - 1; place >= 0; place--)
        {
            var axis = axes[place];
            var start = indices.Print(axis.Start, Body);
            var variable = Body.Bind(axis.Id, axis.Name);
            var factor = place == axes.Count - 1 && width > 1 ? $"{CudaLiteral.Of(width)} * " : "";
            string Line(string part) => start == "0" ? $"const index {variable} = {factor}{part};" : $"const index {variable} = {start} + {factor}{part};";
            if (place < outermost || outermost < 0 || IndexVariables.IsSingle(axis))
            {
                Body.Code.Line($"const index {variable} = {start};");
                continue;
            }

            if (place == outermost)
            {
                Body.Code.Line(Line(position));
                continue;
            }

            var extent = indices.Extent(place == axes.Count - 1 ? Narrowed(axis, width) : axis, Body);
            Body.Code.Line(Line($"({position} % {extent})"));
            var rest = Body.Fresh("p");
            Body.Code.Line($"const index {rest} = {position} / {extent};");
            position = rest;
        }
    }

    static LoopAxis Narrowed(LoopAxis axis, int width) => width == 1 ? axis : axis with
    {
        Start = 0,
        End = AffineIndex.Quotient(axis.End + (axis.Start * -1), width) ?? throw new InvalidOperationException($"The axis {axis.Name} cannot be walked {width} at a time."),
    };
}
