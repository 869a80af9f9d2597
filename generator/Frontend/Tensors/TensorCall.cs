using System.Globalization;
using Lathe.Generator.Diagnostics;
using Lathe.Generator.Frontend.Interpretation;
using Lathe.Generator.Graph;
using Lathe.Generator.Support;
using Microsoft.CodeAnalysis;

namespace Lathe.Generator.Frontend.Tensors;

/// <summary>A call of a member of Tensor, with its arguments by name.</summary>
internal sealed class TensorCall(Interpreter interpreter, TensorContext context, IOperation site, IMethodSymbol method, object? receiver, object?[] arguments)
{
    public Interpreter Interpreter { get; } = interpreter;

    public TensorContext Context { get; } = context;

    public GraphBuilder Graph => Context.Graph;

    public IOperation Site { get; } = site;

    /// <summary>The tensor that the member is called on.</summary>
    public TensorValue X => AsTensor(receiver, "this");

    public TensorValue Tensor(string name) => AsTensor(Argument(name), name);

    public TensorValue[] Tensors(string name) => [.. Interpreter.Enumerate(Site, Argument(name)).Select(item => AsTensor(item, name))];

    public int Int(string name) => System.Convert.ToInt32(Argument(name), CultureInfo.InvariantCulture);

    public double Float(string name)
    {
        var value = DecimalReading.Of(Argument(name));
        return double.IsNaN(value) ? throw new ShapeException($"'{name}' of {method.Name} is NaN: it must be a number") : value;
    }

    public bool Bool(string name) => Argument(name) is true;

    public int[] Ints(string name) => [.. Interpreter.Enumerate(Site, Argument(name)).Select(item => System.Convert.ToInt32(item, CultureInfo.InvariantCulture))];

    public object? Argument(string name) => arguments[OrdinalOf(name)];

    public bool Has(string name) => OrdinalOf(name) >= 0;

    int OrdinalOf(string name)
    {
        foreach (var parameter in method.Parameters)
        {
            if (parameter.Name == name)
            {
                return parameter.Ordinal;
            }
        }

        return -1;
    }

    TensorValue AsTensor(object? value, string name) => Interpreter.TensorOf(Site, value)
        ?? throw Interpreter.Fault(Site, Rules.Thrown, "NullReferenceException", $"the tensor '{name}' of '{method.Name}' is null");
}
