using Lathe.Generator.Plan;

namespace Lathe.Generator.Emit.CSharp;

/// <summary>Nested loops around a body that is printed between construction and <see cref="Close"/>.</summary>
internal sealed class LoopPrinter
{
    readonly Stack<(Scope Scope, Action<CodeWriter, string> Print)> open = [];
    readonly IndexPrinter indices;

    /// <param name="indices">The printer of the loops' ends.</param>
    /// <param name="scope">Where the loops stand.</param>
    /// <param name="axes">Outermost first.</param>
    /// <param name="vectorAxis">The innermost axis if it runs sixteen elements at a time, else null.</param>
    public LoopPrinter(IndexPrinter indices, Scope scope, IReadOnlyList<LoopAxis> axes, int? vectorAxis)
    {
        this.indices = indices;
        Body = scope;
        foreach (var axis in axes)
        {
            if (axis.Id == vectorAxis)
                OpenVectors(axis);
            else
                Open(axis);
        }
    }

    /// <summary>The innermost scope.</summary>
    public Scope Body { get; private set; }

    /// <summary>Opens a loop within the others.</summary>
    public void Open(LoopAxis axis)
    {
        var start = indices.Print(axis.Start, Body);
        if (!IndexVariables.IsSingle(axis))
        {
            Open(axis, start, indices.Name(axis.End, Body), "++");
            return;
        }

        // One position is no loop; its variable gets a scope of its own without one. C# warns of a variable that nobody reads.
        var single = Body.Inner();
        var name = single.Bind(axis.Id, axis.Name);
        void Print(CodeWriter code, string body)
        {
            if (body.Contains(name))
                code.Line($"nint {name} = {start};");
            code.Lines(body);
        }

        open.Push((Body, Print));
        Body = single;
    }

    /// <summary>Opens a loop that runs sixteen elements at a time.</summary>
    public void OpenVectors(LoopAxis axis)
    {
        var end = indices.Name(axis.End, Body);
        var variable = Open(axis, indices.Print(axis.Start, Body), end, " += 16");
        Body.BeginVector(axis.Id, Body.Let("nint", indices.Left(axis, end, variable), "left"));
    }

    /// <summary>Opens a loop that runs sixteen elements at a time, around others: its body is printed for whole vectors, and once more for the part of a
    /// vector that may be at the end. Loads and stores within the inner loops then need not ask how much is left.</summary>
    public void OpenVectorsApart(LoopAxis axis)
    {
        var (start, end) = (indices.Name(axis.Start, Body), indices.Name(axis.End, Body));
        var part = Body.Let("nint", indices.Part(axis, start == "0" ? end : $"{end} - {start}"), "part");
        var whole = Body.Let("nint", $"{end} - {part}", "i");
        var inner = Body.Inner();
        var (variable, left, lanes) = (inner.Bind(axis.Id, axis.Name), inner.Fresh("left"), inner.Fresh("lanes"));
        inner.BeginVector(axis.Id, left, lanes);
        void Print(CodeWriter code, string body)
        {
            var (asksLeft, asksLanes) = (Identifier.Occurs(left, body), Identifier.Occurs(lanes, body));
            Pass($"for (nint {variable} = {start}; {variable} < {whole}; {variable} += 16)", "", $"const nint {left} = 16;", $"const nint {lanes} = 16;");
            Pass($"if ({part} > 0)", $"nint {variable} = {whole};", $"nint {left} = {part};", $"var {lanes} = V.FirstLanes({part});");

            void Pass(string header, string position, string declaredLeft, string declaredLanes)
            {
                code.Open(header);
                code.Lines(position);
                code.Lines(asksLeft ? declaredLeft : "");
                code.Lines(asksLanes ? declaredLanes : "");
                code.Lines(body);
                code.Close();
            }
        }

        open.Push((Body, Print));
        Body = inner;
    }

    /// <summary>Opens a loop with given ends and step; returns its variable.</summary>
    public string Open(LoopAxis axis, string start, string end, string step)
    {
        var inner = Body.Inner();
        var variable = inner.Bind(axis.Id, axis.Name);
        void Print(CodeWriter code, string body)
        {
            code.Open($"for (nint {variable} = {start}; {variable} < {end}; {variable}{step})");
            code.Lines(body);
            code.Close();
        }

        open.Push((Body, Print));
        Body = inner;
        return variable;
    }

    /// <summary>Writes the loops with what their bodies hold by now.</summary>
    public void Close()
    {
        while (open.Count > 0)
        {
            var (scope, print) = open.Pop();
            print(scope.Code, Body.Code.ToString());
            Body = scope;
        }
    }
}
