using Lathe.Generator.Graph;
using Lathe.Generator.Plan;
using Lathe.Generator.Support;
using Lathe.Kernels;

namespace Lathe.Generator.Passes;

/// <summary>Packs the weights of inference once for all batches: for a few samples, packing would cost as much as it saves. In training, where weights
/// change with every step, contractions that are not cut into chunks pack them as they run, one after the other in the same memory.</summary>
internal static class PackWeights
{
    public static Schedule Run(Schedule schedule)
    {
        if (schedule.IsTraining)
            return schedule;
        var values = schedule.Values.Items.ToList();
        var preparing = new List<PlanItem>();
        var written = new HashSet<int>(schedule.Phases[0].Items.Items.SelectMany(item => item.Touches).Where(touch => touch.IsWrite).Select(touch => touch.Value.Id));
        var phases = schedule.Phases.Items.Select(phase => phase.Kind == PhaseKind.Prepare
            ? phase
            : phase with { Items = phase.Items.Items.Select(Packed).ToEquatableArray() }).ToArray();
        phases[0] = phases[0] with { Items = [.. phases[0].Items, .. preparing] };
        return schedule with { Values = values.ToEquatableArray(), Phases = phases.ToEquatableArray() };

        PlanItem Packed(PlanItem item)
        {
            if (item is not Region { Items: { Count: 1 } items } region || items[0] is not ContractItem { Part: null } contraction || Weights(contraction, schedule.WinogradTile) is not { } weights
                || !(weights.Operand.Value.Space == Space.Parameter || written.Contains(weights.Operand.Value.Id)))
                return item;
            var block = new Value(values.Count, weights.Operand.Value.Name + ".packed", DType.Float32, new Dim(0, weights.Size), Space.Temporary);
            values.Add(block);
            preparing.Add(region with { Name = "prepare", Items = [new PrepareItem(contraction, weights.Operand, block)] });
            ContractOperand Replaced(ContractOperand operand) => operand == weights.Operand ? operand with { Value = block, Offset = 0 } : operand;
            return region with { Items = [contraction with { Left = Replaced(contraction.Left), Right = Replaced(contraction.Right), IsPacked = true }] };
        }
    }

    /// <summary>The operand of a contraction that can be packed, and the elements that it takes; null where there is none.</summary>
    static (ContractOperand Operand, long Size)? Weights(ContractItem contraction, int winogradTile)
    {
        var view = new ContractionView(contraction);
        if (ConvolutionView.Of(view) is { } convolution)
        {
            var (groups, inputs, outputs) = convolution.Channels;
            return convolution.Pass == ConvolutionPass.Forward ? (convolution.Weight, PreparedSizes.Pixels(convolution.Taps, groups, inputs, outputs, convolution.HasWinograd ? winogradTile : 0)) : null;
        }

        if (contraction.Relation.Ties.Count > 0 || view.Roles is not { Batch: "", Columns.Length: 1 } roles)
            return null;
        var sums = roles.Inner.Aggregate(1L, (product, label) => product * contraction.Relation.ExtentOf(label).Fixed);
        var columns = contraction.Relation.ExtentOf(roles.Columns[0]);
        return columns.IsStatic && sums > 0 && contraction.Result.Stride(roles.Columns[0]) == 1
            ? (roles.IsSwapped ? contraction.Left : contraction.Right, PreparedSizes.Product(1, columns.Fixed, sums))
            : null;
    }
}
