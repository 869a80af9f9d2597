using Lathe.Generator.Graph;
using Lathe.Generator.Plan;
using Lathe.Generator.Support;
using Index = Lathe.Generator.Plan.Index;

namespace Lathe.Generator.Emit.CSharp;

/// <summary>Prints what a contraction over a chunk reads ahead while it keeps the arithmetic units busy: what was staged for it, of the next chunk, and what goes on with its
/// result reads and writes, of this one. That pays where rows have gaps, as those of a part of a concatenation have: these come first, others
/// the processor foresees itself.</summary>
internal sealed class ReadAheadPrinter(KernelParameters parameters, IndexPrinter indices, LoopAxis chunk, EquatableArray<RegionItem> items)
{
    /// <summary>The most tensors that are read ahead at a time.</summary>
    const int MostTensors = 3;

    /// <summary>The argument of the call; empty where there is nothing to read ahead.</summary>
    public string Print(ContractItem contraction, Scope scope)
    {
        var place = items.Items.IndexOf(contraction);
        var staging = items.Items.Take(place).Reverse().TakeWhile(item => item is MapItem).Reverse();
        var following = items.Items.Skip(place + 1).TakeWhile(item => item is MapItem);
        var next = Rows([.. staging, contraction], touch => !touch.IsWrite, 1);
        var now = Rows([contraction, .. following], touch => touch.IsWrite || touch.Access is not null, 0);
        var tensors = next.Concat(now).GroupBy(rows => rows.Value.Id).Select(group => group.First()).OrderByDescending(rows => rows.Columns.IsPart).Take(MostTensors).ToArray();
        return tensors.Any(rows => rows.Columns.IsPart) ? $", new({string.Join(", ", tensors.Select(rows => Print(rows, scope)))})" : "";
    }

    /// <summary>What the chunk so many further on touches of tensors that each chunk has rows of.</summary>
    IEnumerable<TensorRows> Rows(EquatableArray<RegionItem> touching, Func<Touch, bool> condition, int distance)
    {
        foreach (var touch in new Region("", "", chunk, touching).Touches)
        {
            if (!condition(touch) || touch.Value is { Space: Space.Scratch or Space.Slot } or { Type: not DType.Float32 } || touch.Footprint?.Elements(chunk) is not { } elements)
                continue;
            var columns = touch.Columns is { Stride: > 1 } known && elements % known.Stride == 0 ? known : new Columns(elements, 0, elements - 1);
            yield return new(touch.Value, (chunk.Variable * elements) + ((distance * elements) + columns.First), elements / columns.Stride, columns);
        }
    }

    string Print(TensorRows rows, Scope scope)
    {
        var moving = indices.PrintMoving(rows.Start, scope, out var rest);
        return $"new({parameters.Pointer(rows.Value, rest)} + ({moving}) * sizeof(float), {indices.Closed(rows.Count)}, {indices.Closed(rows.Columns.Count)}, {indices.Closed(rows.Columns.Stride)})";
    }

    /// <summary>Rows of a tensor: from an element on, so many, and some columns of each.</summary>
    sealed record TensorRows(Value Value, Index Start, long Count, Columns Columns);
}
