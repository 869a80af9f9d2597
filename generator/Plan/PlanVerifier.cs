namespace Lathe.Generator.Plan;

/// <summary>Checks what every Plan must keep.</summary>
internal static class PlanVerifier
{
    /// <exception cref="InvalidOperationException">Something does not hold; the message names all findings.</exception>
    public static void Verify(NetworkPlan plan)
    {
        var findings = Findings(plan.Training).Select(finding => $"training: {finding}")
            .Concat(Findings(plan.Inference).Select(finding => $"inference: {finding}"))
            .Concat(plan.Cuda is { } cuda ? Findings(cuda.Training).Concat(Findings(cuda.Inference)).Select(finding => $"CUDA: {finding}") : []).ToArray();
        if (findings.Length > 0)
            throw new InvalidOperationException($"The plan of {plan.Graph.Name} is broken:\n{string.Join("\n", findings)}");
    }

    /// <summary>What does not hold in a schedule, a sentence each.</summary>
    public static IEnumerable<string> Findings(Schedule schedule) =>
        ReadBeforeWritten(schedule).Concat(AccessChecks.Findings(schedule)).Concat(schedule.Memory is null ? [] : MemoryChecks.Findings(schedule, schedule.Memory));

    static IEnumerable<string> ReadBeforeWritten(Schedule schedule)
    {
        var written = new HashSet<int>(schedule.Values.Items
            .Where(value => value.Space is Space.Parameter or Space.Gradient or Space.State or Space.Input or Space.Constant).Select(value => value.Id));
        foreach (var phase in schedule.Phases)
        {
            foreach (var touch in phase.Items.Items.SelectMany(item => item.Touches))
            {
                if (touch.Value.Id >= schedule.Values.Count || schedule.Values[touch.Value.Id] != touch.Value)
                    yield return $"{touch.Value.Name} is not a value of the schedule.";
                if (touch.IsWrite && touch.Value.Space is Space.Parameter or Space.Input or Space.Constant)
                    yield return $"{touch.Value.Name} is written, but it is a {touch.Value.Space}.";
                if ((!touch.IsWrite || touch.Accumulates) && !written.Contains(touch.Value.Id))
                    yield return $"{touch.Value.Name} is read before it is written.";
                if (touch.IsWrite)
                    written.Add(touch.Value.Id);
            }
        }
    }
}
