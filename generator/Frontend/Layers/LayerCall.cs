using System.Globalization;
using Lathe.Generator.Diagnostics;
using Lathe.Generator.Frontend.Interpretation;
using Lathe.Generator.Frontend.Tensors;
using Lathe.Generator.Frontend.Values;
using Lathe.Generator.Graph;
using Lathe.Generator.Support;
using Microsoft.CodeAnalysis;

namespace Lathe.Generator.Frontend.Layers;

/// <summary>An application of a layer of the vocabulary.</summary>
internal sealed class LayerCall(Interpreter interpreter, TensorContext context, IOperation site, ObjectValue layer, TensorValue input)
{
    public TensorContext Context { get; } = context;

    public GraphBuilder Graph => Context.Graph;

    public TensorValue Input { get; } = input;

    public int Int(string name) => Convert.ToInt32(layer[name], CultureInfo.InvariantCulture);

    public double Float(string name)
    {
        var value = DecimalReading.Of(layer[name]);
        return double.IsNaN(value) ? throw OutOfRange(name, value, "must be a number") : value;
    }

    public bool Bool(string name) => layer[name] is true;

    /// <summary>The distribution that an Initial among the arguments describes.</summary>
    public Initializer InitialValues(string name, double fanIn, double fanOut) => Initializers.Of(layer[name] as ObjectValue, fanIn, fanOut, Fault);

    /// <summary>An argument that must be at least <paramref name="least"/>.</summary>
    public int AtLeast(int least, string name)
    {
        var value = Int(name);
        return value >= least ? value : throw OutOfRange(name, value, FormattableString.Invariant($"must be at least {least}"));
    }

    /// <summary>What is added to a variance, lest it be 0.</summary>
    public double Epsilon()
    {
        var value = Float("Epsilon");
        return value > 0 && !double.IsInfinity(value) ? value : throw OutOfRange("Epsilon", value, "must be above 0");
    }

    /// <summary>An argument that is a part of a whole.</summary>
    public double Share(string name)
    {
        var value = Float(name);
        return value is >= 0 and <= 1 ? value : throw OutOfRange(name, value, "must lie in [0, 1]");
    }

    /// <summary>The fault of an argument out of range.</summary>
    public EvaluationFault Fault(string message) => interpreter.Fault(site, Rules.LayerArgument, message);

    EvaluationFault OutOfRange(string name, IFormattable value, string rule) => Fault(FormattableString.Invariant($"{layer.Type.Name} has {name} {value}: it {rule}"));

    /// <summary>A parameter in a layout of its own.</summary>
    public Node Parameter(string name, EquatableArray<int> shape, Layout layout, Initializer initializer, bool decays) =>
        Context.Parameter(interpreter, site, new(name, shape, layout, initializer, decays, Input));

    /// <summary>A vector.</summary>
    public Node Vector(string name, int extent, Initializer initializer)
    {
        EquatableArray<int> shape = [extent];
        return Parameter(name, shape, Layout.Plain(shape), initializer, decays: false);
    }

    /// <summary>What scales and what shifts normalised numbers: <c>weight</c> and <c>bias</c>, unless the layer has none.</summary>
    public (Node? Scale, Node? Shift) Affine(int extent, Initializer scale) =>
        Bool("Affine") ? (Vector("weight", extent, scale), Vector("bias", extent, Initializer.Zero)) : (null, null);

    /// <summary>A running statistic.</summary>
    public Node State(string name, int extent, double initialValue) => Context.State(interpreter, site, name, extent, initialValue, Input);
}
