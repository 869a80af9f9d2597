using Lathe.Generator.Diagnostics;
using Lathe.Generator.Frontend.Layers;
using Lathe.Generator.Frontend.Tensors;
using Lathe.Generator.Frontend.Values;
using Lathe.Generator.Graph;
using Lathe.Generator.Support;
using Microsoft.CodeAnalysis;

namespace Lathe.Generator.Frontend.Interpretation;

/// <summary>Where the evaluation of C# meets tensors.</summary>
internal sealed partial class Interpreter
{
    /// <summary>The type <c>Tensor[]</c>.</summary>
    public ITypeSymbol TensorArray => Compilation.CreateArrayTypeSymbol(Vocabulary.Tensor);

    /// <summary>Calls a method or operator of Tensor.</summary>
    public object? CallTensor(IOperation site, IMethodSymbol method, object? receiver, object?[] arguments)
    {
        var member = TensorMembers.Find(method.Name) ?? throw Fault(site, Rules.UnknownMember, method.ToDisplayString());
        var context = Context(site, method);
        return OfTensors(site, () => member(new(this, context, site, method, receiver, arguments)));
    }

    public object? TensorProperty(IOperation site, IPropertySymbol property, object? receiver)
    {
        Context(site, property);
        return property.Name == "Batch"
            ? throw Fault(site, Rules.Batch)
            : OfTensors(site, () => TensorMembers.Property(property.Name, TensorOf(site, receiver)!) ?? throw Fault(site, Rules.UnknownMember, property.ToDisplayString()));
    }

    TensorContext Context(IOperation site, ISymbol member) => Tensors ?? throw Fault(site, Rules.TensorOutsideForward, member.Name);

    /// <summary>Calls Forward or Loss of the network itself.</summary>
    public object? CallRoot(IMethodSymbol method, PlacedValue network, object?[] arguments)
    {
        var body = BodyOf(method) ?? throw new InvalidSource();
        return CallSource(body, method, body, network, arguments);
    }

    /// <summary>Makes nodes at a place that is no operation: the default loss stands nowhere, and its faults at Forward.</summary>
    public T OfTensors<T>(IMethodSymbol method, Func<T> operation) => OfTensors(BodyOf(method) ?? throw new InvalidSource(), operation);

    /// <summary>Runs what makes nodes: they come from this place, and a broken shape rule is a fault there.</summary>
    T OfTensors<T>(IOperation site, Func<T> operation)
    {
        var graph = Tensors!.Graph;
        var origin = graph.Origin;
        graph.Origin = cache.OriginOf(site.Syntax, cancellation);
        try
        {
            return operation();
        }
        catch (ShapeException problem)
        {
            throw Fault(site, Rules.ShapeMismatch, Sentence(problem.Message));
        }
        finally
        {
            graph.Origin = origin;
        }
    }

    /// <summary>A message as the start of a sentence without its full stop, because where it happened is appended.</summary>
    static string Sentence(string message) => char.ToUpperInvariant(message[0]) + message.Substring(1).TrimEnd('.');

    /// <summary>A value as a tensor: a parameter that a module declares becomes one; null if it is null.</summary>
    public TensorValue? TensorOf(IOperation site, object? value) => value switch
    {
        null => null,
        TensorValue tensor => tensor,
        _ when Place.Strip(value) is ObjectValue { Type: var type } && Vocabulary.IsParameter(type) => DeclaredParameter.Read(this, Tensors!, site, value),
        float or double or int => TensorMembers.Number(Tensors!.Graph, DecimalReading.Of(value)),
        _ => throw Unsupported(site, "this value as a tensor"),
    };

    /// <summary>Applies a module: a layer of the vocabulary, or the Forward of one of the user's.</summary>
    public object? ApplyModule(IOperation site, object? module, IReadOnlyList<object?> inputs)
    {
        if (module is null)
        {
            throw Thrown(site, "NullReferenceException", $"{Spans.ArgumentText(site.Syntax) ?? "the module"} is null");
        }

        var instance = Place.Strip(module) as ObjectValue ?? throw Unsupported(site, "applying this value");
        if (instance is SequentialValue)
        {
            Step(site);
            var position = 0;
            return Tensors!.Apply(module, () => Enumerate(site, module).Aggregate(inputs[0], (x, each) => ApplyElement(site, each, position++, x)));
        }

        if (Vocabulary.Owns(instance.Type))
        {
            var layer = LayerCatalog.Find(instance.Type.Name) ?? throw Fault(site, Rules.UnknownMember, instance.Type.ToDisplayString());
            return Tensors!.Apply(module, () => OfTensors(site, () => layer(new(this, Tensors, site, instance, TensorOf(site, inputs[0])!))));
        }

        var forward = Vocabulary.FindMethod(instance.Type, "Forward") is { } method && method.Parameters.Length == inputs.Count
            ? method
            : throw Fault(site, Rules.ForwardMissing, instance.Type.Name);
        return Call(site, forward, module, [.. inputs]);
    }

    object? ApplyElement(IOperation site, object? module, int position, object? input) => module is null
        ? throw Thrown(site, "NullReferenceException", FormattableString.Invariant($"element {position} of the Sequential is null"))
        : ApplyModule(site, module, [input]);
}
