using Lathe.Generator.Graph;
using Lathe.Generator.Ops;
using Lathe.Interpreters.Graph;

namespace Lathe.Compiler.Tests.Graph;

/// <summary>A small graph over named inputs with values, evaluated by the float64 interpreter.</summary>
internal sealed class Probe(int batch = 2)
{
    readonly Dictionary<string, double[]> values = [];

    public GraphBuilder Graph { get; } = new();

    public Dictionary<string, double[]> Values => values;

    public int Batch { get; } = batch;

    /// <summary>A new input with random values in [low, high).</summary>
    public Node Random(Shape shape, double low = -1, double high = 1, int seed = 1)
    {
        var random = new Random(seed + (17 * values.Count));
        return Given(shape, [.. Enumerable.Range(0, (int)shape.Size.At(Batch)).Select(_ => low + ((high - low) * random.NextDouble()))]);
    }

    /// <summary>A new input with given values.</summary>
    public Node Given(Shape shape, params double[] data)
    {
        var name = $"input{values.Count}";
        values.Add(name, data);
        return Graph.Input(name, shape);
    }

    public double[] ValueOf(Node input) => values[((Input)input.Operation).Name];

    public double[] Evaluate(Node node, ulong seed = 0, ulong step = 0) =>
        new GraphInterpreter(Batch, name => values[name], seed, step).Evaluate(node).Data;
}
