namespace Lathe.Generator.Emit.CSharp;

/// <summary>The geometries of a network's convolutions, each once.</summary>
internal sealed class ConvolutionShapes
{
    readonly Dictionary<string, string> names = new(StringComparer.Ordinal);

    /// <summary>The name of a geometry, given by its properties as an initialiser lists them.</summary>
    public string Name(string properties)
    {
        if (!names.TryGetValue(properties, out var name))
        {
            name = $"convolution{CSharpLiteral.Of(names.Count)}";
            names.Add(properties, name);
        }

        return name;
    }

    /// <summary>Writes a field a geometry.</summary>
    public void Print(CodeWriter code)
    {
        if (names.Count > 0)
            code.Line();
        foreach (var (properties, name) in names.Select(pair => (pair.Key, pair.Value)))
        {
            code.Line($"static readonly ConvolutionShape {name} = new() {{ {properties} }};");
        }
    }
}
