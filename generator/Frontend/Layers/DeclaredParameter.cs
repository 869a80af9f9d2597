using System.Globalization;
using Lathe.Generator.Diagnostics;
using Lathe.Generator.Frontend.Interpretation;
using Lathe.Generator.Frontend.Tensors;
using Lathe.Generator.Frontend.Values;
using Lathe.Generator.Graph;
using Lathe.Generator.Support;
using Microsoft.CodeAnalysis;

namespace Lathe.Generator.Frontend.Layers;

/// <summary>A Parameter that a module declares itself, as a tensor without a batch.</summary>
internal static class DeclaredParameter
{
    public static TensorValue Read(Interpreter interpreter, TensorContext context, IOperation site, object value)
    {
        var parameter = (ObjectValue)Place.Strip(value)!;
        if (Place.PathOf(value) is not { } path)
        {
            throw interpreter.Fault(parameter.Creation ?? site.Syntax, Rules.NoPath, "Parameter");
        }

        EquatableArray<int> shape = interpreter.Enumerate(site, parameter["Shape"]).Select(extent => Convert.ToInt32(extent, CultureInfo.InvariantCulture)).ToEquatableArray();
        if (shape.Items.Any(extent => extent < 1))
        {
            throw interpreter.Fault(parameter.Creation ?? site.Syntax, Rules.LayerArgument, $"A parameter has the shape {TensorValue.TextOf(shape.Items)}: every extent must be at least 1");
        }

        var fanIn = shape.Items.Skip(1).Aggregate(1.0, (product, extent) => product * extent);
        var initializer = Initializers.Of(
            parameter["Initial"] as ObjectValue,
            fanIn,
            shape.Count > 0 ? shape[0] * shape.Items.Skip(2).Aggregate(1.0, (product, extent) => product * extent) : 1,
            message => interpreter.Fault(parameter.Creation ?? site.Syntax, Rules.LayerArgument, message));
        var request = new ParameterRequest("", shape, Layout.Plain(shape), initializer, parameter["Decays"] is true, null);
        return TensorValue.Plain(context.Declared(interpreter, site, path, request));
    }
}
