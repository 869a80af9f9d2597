using Lathe.Generator.Diagnostics;
using Lathe.Generator.Frontend.Interpretation;
using Lathe.Generator.Frontend.Values;
using Lathe.Generator.Graph;
using Lathe.Generator.Ops;
using Lathe.Generator.Support;
using Microsoft.CodeAnalysis;

namespace Lathe.Generator.Frontend.Tensors;

/// <summary>What Forward or Loss computes with in one of the two modes.</summary>
/// <param name="graph">Where the nodes go.</param>
/// <param name="training">The value of <c>Training</c>.</param>
/// <param name="variables">The parameters and states of both modes.</param>
/// <param name="layers">The applications of both modes.</param>
internal sealed class TensorContext(GraphBuilder graph, bool training, VariableTable variables, LayerTable layers)
{
    readonly Dictionary<string, Node> states = new(StringComparer.Ordinal);
    readonly Dictionary<string, int> masks = new(StringComparer.Ordinal);
    readonly Stack<object> applied = new();

    public GraphBuilder Graph { get; } = graph;

    public bool Training { get; } = training;

    public VariableTable Variables { get; } = variables;

    /// <summary>Whether Loss is evaluated, which has no parameters.</summary>
    public bool IsLoss { get; set; }

    /// <summary>The path of the module that is being applied.</summary>
    public string Path { get; private set; } = "";

    /// <summary>The states that were replaced, in order of their names.</summary>
    public EquatableArray<StateUpdate> StateUpdates =>
        states.OrderBy(state => state.Key, StringComparer.Ordinal).Select(state => new StateUpdate(state.Key, state.Value)).ToEquatableArray();

    /// <summary>Applies a module.</summary>
    public object? Apply(object module, Func<object?> forward)
    {
        var outer = Path;
        var path = Place.PathOf(module);
        applied.Push(module);
        Path = Graph.Path = path ?? outer;
        try
        {
            var result = forward();
            if (path is { Length: > 0 })
            {
                layers.Add(path, ((ObjectValue)Place.Strip(module)!).Type.Name, Training, result as TensorValue);
            }

            return result;
        }
        finally
        {
            applied.Pop();
            Path = Graph.Path = outer;
        }
    }

    /// <summary>A parameter of the module that is being applied.</summary>
    public Node Parameter(Interpreter interpreter, IOperation site, ParameterRequest request)
    {
        RequirePath(interpreter, site);
        return Graph.Parameter(Variables.Parameter(interpreter, site, Path, request));
    }

    /// <summary>A parameter that a module declares itself; its name is its path.</summary>
    public Node Declared(Interpreter interpreter, IOperation site, string path, ParameterRequest request) =>
        IsLoss ? throw InLoss(interpreter, site) : Graph.Parameter(Variables.Parameter(interpreter, site, path, request));

    /// <summary>A state of the module that is being applied: as it was, or as an earlier application has left it.</summary>
    public Node State(Interpreter interpreter, IOperation site, string name, int extent, double initialValue, TensorValue input)
    {
        RequirePath(interpreter, site);
        var state = Variables.State(interpreter, site, Path, name, extent, initialValue, input);
        return states.TryGetValue(state.Name, out var updated) ? updated : Graph.State(state);
    }

    public void Update(string name, Node value) => states[Place.Join(Path, name)] = value;

    /// <summary>A name for a stream of random bits: the path, counted where a module draws more than once.</summary>
    public string MaskKey()
    {
        masks.TryGetValue(Path, out var count);
        masks[Path] = count + 1;
        return count == 0 ? Path : FormattableString.Invariant($"{Path}#{count}");
    }

    /// <summary>Faults at the outermost module that was made without a place.</summary>
    void RequirePath(Interpreter interpreter, IOperation site)
    {
        if (IsLoss)
        {
            throw InLoss(interpreter, site);
        }

        if (Place.PathOf(applied.Peek()) is null)
        {
            var outermost = (ObjectValue)applied.TakeWhile(module => Place.PathOf(module) is null).Last();
            throw interpreter.Fault(outermost.Creation ?? site.Syntax, Rules.NoPath, outermost.Type.Name);
        }
    }

    static EvaluationFault InLoss(Interpreter interpreter, IOperation site) => interpreter.Fault(site, Rules.Unsupported, "A parameter in Loss");
}
