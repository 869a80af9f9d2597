using Lathe.Generator.Graph;
using Lathe.Generator.Ops;
using Lathe.Kernels;

namespace Lathe.Interpreters.Graph;

/// <summary>Evaluates a Graph in float64, one node after the other: the oracle that everything else is tested against. It shares nothing with
/// lowering but the definition of random bits.</summary>
/// <param name="batch">The number of samples.</param>
/// <param name="source">The value of an input, parameter or state, by its name: <c>x</c>, <c>conv1.weight</c>, in memory order.</param>
/// <param name="seed">The seed of random bits.</param>
/// <param name="step">The step of random bits.</param>
/// <param name="functions">All that will be evaluated, each once: the interpreter then forgets what none of it needs any more. Without them it
/// remembers everything.</param>
internal sealed class GraphInterpreter(int batch, Func<string, double[]> source, ulong seed = 0, ulong step = 0, IEnumerable<Function>? functions = null)
{
    readonly TensorMemory memory = new();
    readonly Dictionary<Node, Tensor64> values = [];

    // How often each node is an input of one that has no value yet; a root once more.
    readonly Dictionary<Node, int> uses = UsesIn([.. functions ?? []]);

    /// <summary>The value of a node; nodes evaluated before are remembered.</summary>
    public Tensor64 Evaluate(Node root)
    {
        var pending = new Stack<Node>([root]);
        while (pending.TryPeek(out var node))
        {
            if (values.ContainsKey(node))
            {
                pending.Pop();
                continue;
            }

            var missing = node.Inputs.Where(input => !values.ContainsKey(input)).ToArray();
            foreach (var input in missing)
            {
                pending.Push(input);
            }

            if (missing.Length == 0)
            {
                values.Add(node, Checked(node, Compute(node, [.. node.Inputs.Select(input => values[input])])));
                pending.Pop();
                foreach (var input in node.Inputs)
                    Forget(input);
            }
        }

        return values[root];
    }

    static Dictionary<Node, int> UsesIn(Function[] functions) => functions
        .SelectMany(function => GraphTraversal.Reachable(function.Roots))
        .Distinct()
        .SelectMany(node => node.Inputs)
        .Concat(functions.SelectMany(function => function.Roots))
        .CountBy(node => node)
        .ToDictionary();

    void Forget(Node node)
    {
        if (!uses.ContainsKey(node) || --uses[node] > 0)
            return;
        values.Remove(node, out var value);
        memory.Release(value!);
    }

    /// <summary>The values of all results of a function, by name.</summary>
    public Dictionary<string, Tensor64> Evaluate(Function function) =>
        function.Results.Items.ToDictionary(result => result.Name, result => Evaluate(result.Node));

    Tensor64 Compute(Node node, Tensor64[] inputs) => node.Operation switch
    {
        Input input => Source(node, input.Name),
        ParameterSource parameter => Source(node, parameter.Parameter.Name),
        StateSource state => Source(node, state.State.Name),
        ConstantTensor constant => new([.. node.Shape.Dims.Items.Select(dim => dim.Value)], [.. constant.Values]),
        Map map => Elementwise.Evaluate(map, batch, memory, inputs),
        Reduce reduce => Reductions.Evaluate(reduce, memory, inputs[0]),
        ArgMax argMax => Reductions.Evaluate(argMax, memory, inputs[0]),
        WindowReduce reduce => Reductions.Evaluate(reduce, memory, inputs[0]),
        WindowArgMax argMax => WindowPositions.Evaluate(argMax, memory, inputs[0]),
        WindowSelect select => WindowPositions.Evaluate(select, memory, inputs[0], inputs[1]),
        Contract contract => Contraction.Evaluate(contract, batch, memory, inputs[0], inputs[1]),
        Reshape reshape => memory.Share(Tensor64.ExtentsOf(reshape.Shape, batch), inputs[0].Data),
        Transpose transpose => Movements.Evaluate(transpose, memory, inputs[0]),
        Slice slice => Movements.Evaluate(slice, memory, inputs[0]),
        Pad pad => Movements.Evaluate(pad, memory, inputs[0]),
        Concatenate concatenate => Movements.Evaluate(concatenate, memory, inputs),
        Gather gather => Movements.Evaluate(gather, memory, inputs[0]),
        StopGradient => memory.Share(inputs[0].Extents, inputs[0].Data),
        RandomBits random => Bits(random),
        _ => throw new InvalidOperationException($"The interpreter does not know {node.Operation.GetType().Name}."),
    };

    Tensor64 Source(Node node, string name)
    {
        var extents = Tensor64.ExtentsOf(node.Shape, batch);
        var data = source(name);
        return data.Length == extents.Aggregate(1, (product, extent) => product * extent)
            ? memory.Share(extents, data)
            : throw new ArgumentException($"{name} of {node.Shape} was given {data.Length} values.");
    }

    Tensor64 Bits(RandomBits random)
    {
        var result = memory.New(Tensor64.ExtentsOf(random.Shape, batch));
        var perSample = random.Shape.IsBatched ? result.Strides[0] : Math.Max(1, result.Data.Length);
        var key = Philox.Fnv1a64(random.Key);
        for (var index = 0; index < result.Data.Length; index++)
        {
            result.Data[index] = Philox.Word(seed, step, key, index / perSample, index % perSample);
        }

        return result;
    }

    Tensor64 Checked(Node node, Tensor64 value) => value.Extents.SequenceEqual(Tensor64.ExtentsOf(node.Shape, batch))
        ? value
        : throw new InvalidOperationException($"{node} was computed as [{string.Join(", ", value.Extents)}].");
}
