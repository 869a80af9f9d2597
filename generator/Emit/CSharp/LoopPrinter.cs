using Lathe.Generator.Plan;

namespace Lathe.Generator.Emit.CSharp;

/// <summary>Nested loops around a body that is printed between construction and <see cref="Close"/>.</summary>
internal sealed class LoopPrinter
{
    readonly Stack<(Scope Scope, string Header)> open = [];

    /// <param name="indices">The printer of the loops' ends.</param>
    /// <param name="scope">Where the loops stand.</param>
    /// <param name="axes">Outermost first.</param>
    /// <param name="vectorAxis">The innermost axis if it runs sixteen elements at a time, else null.</param>
    public LoopPrinter(IndexPrinter indices, Scope scope, IReadOnlyList<LoopAxis> axes, int? vectorAxis)
    {
        Body = scope;
        foreach (var axis in axes)
        {
            var start = indices.Print(axis.Start, Body);
            if (vectorAxis != axis.Id && IndexVariables.IsSingle(axis))
            {
                // One position is no loop; its variable gets a scope of its own without one.
                var single = Body.Inner();
                var name = single.Bind(axis.Id, axis.Name);
                open.Push((Body, ""));
                single.Code.Line($"nint {name} = {start};");
                Body = single;
                continue;
            }

            var end = indices.Name(axis.End, Body);
            var inner = Body.Inner();
            var variable = inner.Bind(axis.Id, axis.Name);
            var step = vectorAxis == axis.Id ? $"{variable} += 16" : $"{variable}++";
            open.Push((Body, $"for (nint {variable} = {start}; {variable} < {end}; {step})"));
            if (vectorAxis == axis.Id)
                inner.BeginVector(axis.Id, inner.Let("nint", $"{end} - {variable}", "left"));
            Body = inner;
        }
    }

    /// <summary>The innermost scope.</summary>
    public Scope Body { get; private set; }

    /// <summary>Writes the loops with what their bodies hold by now.</summary>
    public void Close()
    {
        while (open.Count > 0)
        {
            var (scope, header) = open.Pop();
            if (header.Length > 0)
            {
                scope.Code.Open(header);
                scope.Code.Lines(Body.Code.ToString());
                scope.Code.Close();
            }
            else
            {
                scope.Code.Lines(Body.Code.ToString());
            }

            Body = scope;
        }
    }
}
