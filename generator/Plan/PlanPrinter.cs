using System.Text;

namespace Lathe.Generator.Plan;

/// <summary>A Plan as text.</summary>
internal static class PlanPrinter
{
    public static string Print(NetworkPlan plan)
    {
        var text = new StringBuilder();
        if (plan.Cuda is { } cuda)
        {
            // The schedules of the processor are done by then.
            Print(text, "training on CUDA", cuda.Training);
            Print(text, "inference on CUDA", cuda.Inference);
            return text.ToString();
        }

        Print(text, "training", plan.Training);
        Print(text, "inference", plan.Inference);
        return text.ToString();
    }

    public static string Print(Schedule schedule)
    {
        var text = new StringBuilder();
        Print(text, "schedule", schedule);
        return text.ToString();
    }

    static void Print(StringBuilder text, string name, Schedule schedule)
    {
        text.Append(name).Append(":\n  values:\n");
        foreach (var value in schedule.Values)
        {
            text.Append($"    {value.Name}#{value.Id}: {value.Type} x {value.Size} {value.Space.ToString().ToLowerInvariant()}");
            text.Append(schedule.Memory is { } memory ? $" at {memory.Offset(value)}\n" : "\n");
        }

        foreach (var phase in schedule.Phases)
        {
            var traffic = Traffic.Of(phase);
            text.Append($"  {phase.Kind.ToString().ToLowerInvariant()}: {phase.Items.Items.Count(item => item is not Region { IsPost: true })} launches, {traffic.Crossings} tensor crossings, {traffic.Bytes} bytes\n");
            foreach (var item in phase.Items)
                Print(text, item, "    ");
        }

        if (schedule.Memory is { } planned)
            text.Append($"  work arena: {planned.Size(Arena.Work)} bytes; without sharing: {planned.Unshared} bytes; kept for backward: {Kept.Bytes(schedule)} bytes\n");
    }

    static void Print(StringBuilder text, PlanItem item, string indent)
    {
        var region = (Region)item;
        var names = new PlanText();
        text.Append($"{indent}{(region.IsPost ? "post " : "")}{region.Name}: {names.Loop(region.Chunk)}{(region.Groups == 0 ? "" : $" in {region.Groups} groups")}{(region.Path.Length == 0 ? "" : $"  // {region.Path}")}\n");
        foreach (var inner in region.Items)
            Print(text, inner, names, indent + "  ");
    }

    static void Print(StringBuilder text, RegionItem item, PlanText names, string indent)
    {
        switch (item)
        {
            case MapItem map:
                var loops = string.Join(", ", map.Axes.Items.Select(names.Loop));
                text.Append($"{indent}for {(loops.Length == 0 ? "once" : loops)}\n");
                foreach (var store in map.Stores)
                    text.Append($"{indent}  {names.Of(store.Target)} {(store.Accumulate ? "+=" : "=")} {names.Of(store.Value)}\n");
                break;
            case ContractItem contract:
                var ties = string.Join("", contract.Relation.Ties.Items.Select(tie =>
                    $"; {tie.Position} = {tie.Output}*{tie.Stride} + {tie.Tap}*{tie.Dilation} - {tie.Padding}"));
                var axes = string.Join(" ", contract.Relation.Axes.Items.Select(axis => $"{axis.Label}:{axis.Extent}"));
                var part = contract.Part is { } images ? $"; {images.Axis} from chunk*{images.Rows}, {images.Rows} at most, prepared by {names.Of(images.Prepared)}" : contract.IsPacked ? "; packed" : "";
                text.Append($"{indent}contract {axes}{ties}{part}\n");
                text.Append($"{indent}  {Of(contract.Result, names)} {(contract.Accumulate ? "+=" : "=")} {Of(contract.Left, names)} * {Of(contract.Right, names)}\n");
                break;
            case PrepareItem prepare:
                text.Append($"{indent}prepare {names.Of(prepare.Prepared)}{(prepare.Weight is { } weight ? $" from {Of(weight, names)}" : "")}\n");
                break;
            case FoldPartsItem fold:
                text.Append($"{indent}{Of(fold.Contraction.Result, names)} {(fold.Contraction.Accumulate ? "+=" : "=")} sum of {names.Of(fold.Count)} parts of {names.Of(fold.Partials)}, {fold.Size} each\n");
                break;
        }
    }

    static string Of(ContractOperand operand, PlanText names) =>
        $"{names.Of(operand.Value)}[{operand.Labels}: {string.Join(" ", operand.Strides.Items)} from {names.Of(operand.Offset)}]";
}
