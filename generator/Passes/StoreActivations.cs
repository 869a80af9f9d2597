using Lathe.Generator.Graph;
using Lathe.Generator.Plan;
using Lathe.Generator.Support;

namespace Lathe.Generator.Passes;

/// <summary>Marks the tensors that a device may store in half the bits: large ones that grow with the batch and that nobody outside reads. Logits,
/// losses, statistics, sums and gradients of parameters stay float32.</summary>
internal static class StoreActivations
{
    /// <summary>Elements a sample from which on storage matters.</summary>
    const long Large = 1024;

    public static Schedule Run(Schedule schedule)
    {
        var replaced = schedule.Values.Items.Where(IsActivation).ToDictionary(value => value.Id, value => value with { Type = DType.BFloat16 });
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
}
