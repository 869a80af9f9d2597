using Lathe.Generator.Graph;
using Lathe.Generator.Ops;
using Lathe.Generator.Support;

namespace Lathe.Generator.Passes.Repeats;

/// <summary>What a function computes from its inputs, in order, each operation as a number: equal where operations are equal but for names and read what
/// lies equally far back. What depends on no input (on parameters, states, constants and random bits alone) is given, and part of the operations that read it;
/// random bits know their module, which keeps blocks that use them apart.</summary>
internal sealed class NodeSequence
{
    readonly Dictionary<Node, int> positions = [];
    readonly Dictionary<Node, int> given = [];
    readonly List<Node> nodes = [];
    readonly List<int> codes = [];
    readonly List<string[]> names = [];

    public NodeSequence(Function function)
    {
        All = GraphTraversal.Reachable(function.Roots);
        var updates = function.StateUpdates.Items.ToLookup(update => update.Node, update => update.State);
        var numbers = new Dictionary<(Operation, TensorType, EquatableArray<int>), int>();
        var known = new Dictionary<Node, string[]>();
        foreach (var node in All)
        {
            var updated = updates[node].ToArray();
            var all = node.Inputs.SelectMany(input => known.TryGetValue(input, out var names) ? names : []).Concat(updated).ToArray();
            string[] own = [.. all.Distinct(StringComparer.Ordinal)];
            var inputs = node.Inputs.Select(input => given.TryGetValue(input, out var number) ? -1 - number : nodes.Count - PositionOf(input));
            var code = Number(numbers, (Nameless(node.Operation), node.Result, inputs.Append(updated.Length).Concat(all.Select(name => Array.IndexOf(own, name))).ToEquatableArray()));
            if (node.Operation is not Input && node.Inputs.All(given.ContainsKey))
            {
                given.Add(node, code);
                known.Add(node, NameOf(node.Operation) is { } name ? [name] : own);
                continue;
            }

            positions.Add(node, nodes.Count);
            nodes.Add(node);
            codes.Add(code);
            names.Add([node.Path, .. own]);
        }
    }

    /// <summary>All nodes, inputs before users.</summary>
    public IReadOnlyList<Node> All { get; }

    /// <summary>The nodes that depend on an input, inputs before users.</summary>
    public IReadOnlyList<Node> Nodes => nodes;

    /// <summary>A number each.</summary>
    public IReadOnlyList<int> Codes => codes;

    /// <summary>Where a node is; -1 where it depends on no input.</summary>
    public int PositionOf(Node node) => positions.TryGetValue(node, out var position) ? position : -1;

    /// <summary>Module, parameters and states of an operation.</summary>
    public IReadOnlyList<string> NamesOf(int position) => names[position];

    /// <summary>The name of a parameter or a state.</summary>
    public static string? NameOf(Operation source) => source switch
    {
        ParameterSource parameter => parameter.Parameter.Name,
        StateSource state => state.State.Name,
        _ => null,
    };

    static Operation Nameless(Operation operation) => operation switch
    {
        ParameterSource parameter => new ParameterSource(parameter.Parameter with { Name = "" }),
        StateSource state => new StateSource(state.State with { Name = "" }),
        _ => operation,
    };

    static int Number<T>(Dictionary<T, int> numbers, T key)
        where T : notnull
    {
        if (!numbers.TryGetValue(key, out var number))
            numbers.Add(key, number = numbers.Count);
        return number;
    }
}
