using Lathe.Generator.Graph;
using Lathe.Generator.Plan;
using Lathe.Generator.Support;

namespace Lathe.Generator.Passes;

/// <summary>Marks the tensors that a device may store in half the bits: large ones that grow with the batch and that nobody outside reads. Logits,
/// losses, statistics, sums, gradients of parameters and what is compared for equality stay float32.</summary>
internal static class StoreActivations
{
    /// <summary>Elements a sample from which on storage matters.</summary>
    const long Large = 1024;

    public static Schedule Run(Schedule schedule)
    {
        var compared = new ComparedValues();
        foreach (var item in schedule.Phases.Items.SelectMany(phase => phase.Items.Items))
            compared.Visit(item);
        var replaced = schedule.Values.Items.Where(value => IsActivation(value) && !compared.Found.Contains(value.Id)).ToDictionary(value => value.Id, value => value with { Type = DType.BFloat16 });
        var replacement = new ValueReplacement(replaced);
        return replaced.Count == 0 ? schedule : schedule with
        {
            Values = schedule.Values.Items.Select(replacement.Rewrite).ToEquatableArray(),
            Phases = schedule.Phases.Items
                .Select(phase => phase with { Items = phase.Items.Items.Select(replacement.Rewrite).ToEquatableArray() }).ToEquatableArray(),
        };
    }

    static bool IsActivation(Value value) =>
        value is { Type: DType.Float32, Space: Space.Temporary or Space.Saved } && value.Size.PerSample >= Large;

    /// <summary>What is compared for equality, as an extremum is with what it was taken of: they would differ where one is read rounded and the other is not.</summary>
    sealed class ComparedValues : PlanVisitor
    {
        bool isCompared;

        public HashSet<int> Found { get; } = [];

        public override void Visit(Scalar scalar)
        {
            var outer = isCompared;
            isCompared |= scalar is Binary { Operator: BinaryOperator.Equal, Left: not Constant, Right: not Constant };
            base.Visit(scalar);
            isCompared = outer;
        }

        public override void Visit(Access access, bool isStore)
        {
            if (isCompared)
                Found.Add(access.Value.Id);
            base.Visit(access, isStore);
        }
    }
}
