using System.Text;
using Lathe.Generator.Graph;

namespace Lathe.Generator.Passes;

/// <summary>A Graph as text: a line a node, numbered in the order of printing, so that equal networks print equally.</summary>
internal sealed class GraphPrinter
{
    readonly StringBuilder text = new();
    readonly Dictionary<Node, int> numbers = [];

    GraphPrinter()
    {
    }

    public static string Print(NetworkGraph graph)
    {
        var printer = new GraphPrinter();
        printer.text.Append("network ").Append(graph.Name).Append('\n');
        printer.Function("training", graph.Training);
        printer.Function("inference", graph.Inference);
        printer.Function("loss", graph.Loss);
        if (graph.Backward is { } backward)
            printer.Function("backward", backward);
        return printer.text.ToString();
    }

    void Function(string name, Function function)
    {
        text.Append(name).Append(":\n");
        var reached = new HashSet<Node>();
        var pending = new Stack<Node>(function.Roots);
        while (pending.Count > 0)
        {
            var node = pending.Pop();
            if (numbers.ContainsKey(node) || !reached.Add(node))
                continue;
            foreach (var input in node.Inputs)
                pending.Push(input);
        }

        foreach (var node in reached.OrderBy(node => node.Id))
        {
            numbers.Add(node, numbers.Count);
            var inputs = string.Join(", ", node.Inputs.Select(Name));
            text.Append($"  {Name(node)} = {node.Operation.Describe()}");
            text.Append(inputs.Length == 0 ? "" : $" of {inputs}").Append($" : {node.Result}");
            text.Append(node.Path.Length == 0 ? "\n" : $"  // {node.Path}\n");
        }

        foreach (var result in function.Results)
            text.Append($"  {result.Name} is {Name(result.Node)}\n");
        foreach (var update in function.StateUpdates)
            text.Append($"  {update.State} becomes {Name(update.Node)}\n");
    }

    string Name(Node node) => $"%{numbers[node]}";
}
