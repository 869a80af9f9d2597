namespace Lathe.Generator.Graph;

/// <summary>Checks what every pass must keep: nodes in order, types and shapes as their operations infer them, the batch in front only,
/// names that are unique. Runs in tests and in debug builds of the pipeline.</summary>
internal static class GraphVerifier
{
    /// <summary>Checks a whole network.</summary>
    /// <exception cref="InvalidOperationException">Something does not hold; the message names all findings.</exception>
    public static void Verify(NetworkGraph network)
    {
        var findings = Findings(network).ToArray();
        if (findings.Length > 0)
            throw new InvalidOperationException($"The graph of {network.Name} is broken:\n{string.Join("\n", findings)}");
    }

    /// <summary>What does not hold, a sentence each.</summary>
    public static IEnumerable<string> Findings(NetworkGraph network)
    {
        var functions = new List<(string Name, Function Function)> { ("Training", network.Training), ("Inference", network.Inference), ("Loss", network.Loss) };
        if (network.Backward is { } backward)
            functions.Add(("Backward", backward));
        return Repeated("input", network.Inputs.Items.Select(input => input.Name))
            .Concat(Repeated("parameter or state", network.Parameters.Items.Select(parameter => parameter.Name).Concat(network.States.Items.Select(state => state.Name))))
            .Concat(functions.SelectMany(function => Nodes(function.Function).Select(finding => $"{function.Name}: {finding}")))
            .Concat(functions.SelectMany(function => Results(network, function.Function).Select(finding => $"{function.Name}: {finding}")));
    }

    static IEnumerable<string> Nodes(Function function)
    {
        var ids = new HashSet<int>();
        foreach (var node in Reached(function.Roots))
        {
            if (!ids.Add(node.Id))
                yield return $"two nodes have the number {node.Id}.";
            if (node.Inputs.Any(input => input.Id >= node.Id))
                yield return $"{node} stands before its inputs.";
            if (Mistyped(node) is { } finding)
                yield return finding;
            if (node.Shape.Dims.Items.Skip(1).Any(dim => !dim.IsStatic))
                yield return $"{node} has the batch elsewhere than in front.";
            if (node.Shape.Dims.Items.Any(dim => dim.PerSample < 0 || dim.Fixed < 0))
                yield return $"{node} has a negative extent.";
            if (node.Type == DType.Boolean)
                yield return $"{node} stores truth values.";
        }
    }

    /// <summary>What roots depend on, found without the numbers, which may be what is wrong.</summary>
    static IEnumerable<Node> Reached(IEnumerable<Node> roots)
    {
        var seen = new HashSet<Node>();
        var pending = new Stack<Node>(roots);
        while (pending.Count > 0)
        {
            var node = pending.Pop();
            if (!seen.Add(node))
                continue;
            foreach (var input in node.Inputs)
                pending.Push(input);
        }

        return seen.OrderBy(node => node.Id);
    }

    static string? Mistyped(Node node)
    {
        try
        {
            var inferred = node.Operation.Infer(node.Inputs);
            return inferred == node.Result ? null : $"{node} should be {inferred}.";
        }
        catch (ShapeException exception)
        {
            return $"{node}: {exception.Message}";
        }
    }

    static IEnumerable<string> Results(NetworkGraph network, Function function)
    {
        var states = network.States.Items.ToDictionary(state => state.Name);
        var findings = Repeated("result", function.Results.Items.Select(result => result.Name))
            .Concat(Repeated("state update", function.StateUpdates.Items.Select(update => update.State)));
        foreach (var update in function.StateUpdates)
        {
            if (!states.TryGetValue(update.State, out var state))
                findings = findings.Append($"state {update.State} is replaced but not declared.");
            else if (!update.Node.Shape.Dims.Items.SequenceEqual(state.Shape.Items.Select(extent => (Dim)extent)))
                findings = findings.Append($"state {update.State} of {state.Shape} is replaced by {update.Node.Shape}.");
        }

        foreach (var result in function.Results)
        {
            var first = result.Node.Shape.IsBatched ? 1 : 0;
            if (!result.UserAxes.Items.OrderBy(axis => axis).SequenceEqual(Enumerable.Range(first, result.Node.Shape.Rank - first)))
                findings = findings.Append($"result {result.Name} of {result.Node.Shape} does not have the user's axes {result.UserAxes}.");
        }

        return findings;
    }

    static IEnumerable<string> Repeated(string what, IEnumerable<string> names) =>
        names.GroupBy(name => name).Where(group => group.Count() > 1).Select(group => $"there are {group.Count()} of {what} {group.Key}.");
}
