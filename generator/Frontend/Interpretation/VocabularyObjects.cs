using Lathe.Generator.Frontend.Values;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Lathe.Generator.Frontend.Interpretation;

/// <summary>Constructors of the vocabulary. Its source is in another assembly, so what its initialisers do stands here; a test compares it with the
/// real constructors.</summary>
internal static class VocabularyObjects
{
    public static object Create(Interpreter interpreter, IObjectCreationOperation operation, INamedTypeSymbol type, object?[] arguments)
    {
        if (type.Name == "Sequential")
        {
            return new SequentialValue(type, [.. interpreter.Enumerate(operation, arguments[0])], operation.Syntax);
        }

        var made = new ObjectValue(type, operation.Syntax);
        foreach (var parameter in operation.Constructor!.Parameters)
        {
            Set(made, char.ToUpperInvariant(parameter.Name[0]) + parameter.Name.Substring(1), arguments[parameter.Ordinal]);
        }

        foreach (var (name, value) in Defaults(interpreter, made))
        {
            Set(made, name, value);
        }

        return made;
    }

    /// <summary>What the initialisers of the vocabulary's properties make.</summary>
    static IEnumerable<(string Name, object? Value)> Defaults(Interpreter interpreter, ObjectValue made) => made.Type.Name switch
    {
        "Conv" =>
        [
            ("KernelWidth", made["Kernel"]),
            ("PaddingWidth", made["Padding"]),
            ("Initial", Initial(interpreter, "FanIn")),
            ("BiasInitial", Initial(interpreter, "FanIn")),
        ],
        "ConvTranspose" or "Linear" => [("Initial", Initial(interpreter, "FanIn")), ("BiasInitial", Initial(interpreter, "FanIn"))],
        "BatchNorm" => [("Initial", Initial(interpreter, "Constant", ("Value", 1.0))), ("Frozen", false), ("Affine", true)],
        "LayerNorm" or "ChannelNorm" or "GroupNorm" => [("Affine", true)],
        "Parameter" => [("Initial", Initial(interpreter, "Constant", ("Value", 0.0))), ("Decays", true)],
        _ => [],
    };

    /// <summary>The property whose initialiser reads another one's parameter.</summary>
    public static string? DependentOn(IPropertySymbol property) => (property.ContainingType.Name, property.Name) switch
    {
        ("Conv", "Kernel") => "KernelWidth",
        ("Conv", "Padding") => "PaddingWidth",
        _ => null,
    };

    static ObjectValue Initial(Interpreter interpreter, string name, params (string Name, object Value)[] members)
    {
        var initial = new ObjectValue(interpreter.Vocabulary.Named($"Lathe.Initial+{name}"), null);
        foreach (var (member, value) in members)
        {
            Set(initial, member, value);
        }

        return initial;
    }

    static void Set(ObjectValue made, string name, object? value)
    {
        if (made.Type.GetMembers(name).OfType<IPropertySymbol>().FirstOrDefault() is { } property)
        {
            made.Members[property] = value;
        }
    }
}
