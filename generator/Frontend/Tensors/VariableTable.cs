using Lathe.Generator.Diagnostics;
using Lathe.Generator.Frontend.Interpretation;
using Lathe.Generator.Frontend.Values;
using Lathe.Generator.Graph;
using Lathe.Generator.Support;
using Microsoft.CodeAnalysis;

namespace Lathe.Generator.Frontend.Tensors;

/// <summary>What a layer asks for.</summary>
/// <param name="Name">The leaf: <c>weight</c>.</param>
/// <param name="Shape">The state-dict's shape.</param>
/// <param name="Layout">How it lies in memory.</param>
/// <param name="Initializer">Its initial values.</param>
/// <param name="Decays">Whether weight decay applies.</param>
/// <param name="Input">What the layer is applied to, for messages; null for a parameter that a module declares itself.</param>
internal sealed record ParameterRequest(string Name, EquatableArray<int> Shape, Layout Layout, Initializer Initializer, bool Decays, TensorValue? Input);

/// <summary>The parameters and states of a network, by path: the union of what training and inference use.</summary>
/// <param name="order">The rank of a module's or declared parameter's path in the declaration.</param>
internal sealed class VariableTable(IReadOnlyDictionary<string, int> order)
{
    readonly Dictionary<string, (Parameter Parameter, Use Use)> parameters = new(StringComparer.Ordinal);
    readonly Dictionary<string, (State State, Use Use)> states = new(StringComparer.Ordinal);

    /// <summary>In declaration order, as PyTorch lists them: a module's own before those of its parts.</summary>
    public EquatableArray<Parameter> Parameters =>
        parameters.Values.OrderBy(entry => Rank(entry.Use, entry.Parameter.Name)).ThenBy(entry => entry.Use.Position).Select(entry => entry.Parameter).ToEquatableArray();

    public EquatableArray<State> States =>
        states.Values.OrderBy(entry => Rank(entry.Use, entry.State.Name)).ThenBy(entry => entry.Use.Position).Select(entry => entry.State).ToEquatableArray();

    /// <summary>The names of all parameters and states.</summary>
    public IEnumerable<string> Names => parameters.Keys.Concat(states.Keys);

    public Parameter Parameter(Interpreter interpreter, IOperation site, string path, ParameterRequest request)
    {
        var name = Place.Join(path, request.Name);
        if (!parameters.TryGetValue(name, out var entry))
        {
            var elements = request.Shape.Items.Aggregate(1.0, (product, extent) => product * extent);
            if (request.Initializer is { Kind: InitializerKind.Values, Values.Count: var count } && count != elements)
            {
                throw interpreter.Fault(site, Rules.LayerArgument, FormattableString.Invariant($"Values has {count} numbers for '{name}' {TensorValue.TextOf(request.Shape.Items)}: it needs {elements}"));
            }

            if (elements > int.MaxValue)
            {
                throw interpreter.Fault(site, Rules.ShapeMismatch, $"'{name}' {TensorValue.TextOf(request.Shape.Items)} is too large: a parameter has at most {int.MaxValue} elements");
            }

            entry = (new(name, request.Shape, request.Layout, request.Initializer, request.Decays), new(path, site.Syntax, request.Input, parameters.Count));
            parameters.Add(name, entry);
        }
        else if (entry.Parameter.Shape != request.Shape)
        {
            throw Conflict(interpreter, site, path, request.Name, request.Input, request.Shape, entry.Use, entry.Parameter.Shape);
        }

        return entry.Parameter;
    }

    public State State(Interpreter interpreter, IOperation site, string path, string leaf, int extent, double initialValue, TensorValue input)
    {
        var name = Place.Join(path, leaf);
        if (!states.TryGetValue(name, out var entry))
        {
            entry = (new(name, [extent], initialValue), new(path, site.Syntax, input, states.Count));
            states.Add(name, entry);
        }
        else if (entry.State.Shape[0] != extent)
        {
            throw Conflict(interpreter, site, path, leaf, input, [extent], entry.Use, entry.State.Shape);
        }

        return entry.State;
    }

    int Rank(Use use, string name) => order.TryGetValue(name, out var rank) || order.TryGetValue(use.Path, out rank) ? rank : int.MaxValue;

    static EvaluationFault Conflict(
        Interpreter interpreter, IOperation site, string path, string leaf, TensorValue? input, EquatableArray<int> shape, Use first, EquatableArray<int> firstShape)
    {
        var earlier = Spans.Of(first.Site);
        var place = earlier.GetLineSpan();
        var where = FormattableString.Invariant($"{System.IO.Path.GetFileName(place.Path)}({place.StartLinePosition.Line + 1})");
        var (text, firstText) = (TensorValue.TextOf(shape.Items), TensorValue.TextOf(firstShape.Items));
        string[] arguments = [path, input?.Text ?? text, first.Input?.Text ?? firstText, where, leaf, text, firstText];
        return new(Rules.SharedShape, Spans.Of(site.Syntax), interpreter.Path, arguments, earlier);
    }

    sealed record Use(string Path, SyntaxNode Site, TensorValue? Input, int Position);
}
