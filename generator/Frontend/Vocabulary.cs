using Microsoft.CodeAnalysis;

namespace Lathe.Generator.Frontend;

/// <summary>The types that users write networks with, as one compilation refers to them.</summary>
internal sealed class Vocabulary
{
    readonly IAssemblySymbol assembly;
    readonly INamedTypeSymbol module;
    readonly INamedTypeSymbol parameter;

    Vocabulary(INamedTypeSymbol module, INamedTypeSymbol tensor, INamedTypeSymbol parameter)
    {
        this.module = module;
        Tensor = tensor;
        this.parameter = parameter;
        assembly = module.ContainingAssembly;
    }

    public INamedTypeSymbol Tensor { get; }

    /// <summary>The vocabulary that a compilation refers to; null if it refers to none. Types of the same names that it declares itself are not it.</summary>
    public static Vocabulary? Of(Compilation compilation) =>
        compilation.SourceModule.ReferencedAssemblySymbols.FirstOrDefault(reference => reference.Name == "Lathe.Runtime") is { } runtime
        && runtime.GetTypeByMetadataName("Lathe.Module") is { } module
        && runtime.GetTypeByMetadataName("Lathe.Tensor") is { } tensor
        && runtime.GetTypeByMetadataName("Lathe.Parameter") is { } parameter
            ? new(module, tensor, parameter)
            : null;

    /// <summary>A type of the vocabulary by its metadata name: only one assembly is searched.</summary>
    public INamedTypeSymbol Named(string name) => assembly.GetTypeByMetadataName(name) ?? throw new ArgumentException($"The vocabulary has no type '{name}'.", nameof(name));

    /// <summary>Whether a symbol belongs to the vocabulary, and not to the user.</summary>
    public bool Owns(ISymbol symbol) => SymbolEqualityComparer.Default.Equals(symbol.ContainingAssembly, assembly) && InNamespace(symbol);

    /// <summary>Whether a type carries [Network].</summary>
    public bool IsNetwork(INamedTypeSymbol type) =>
        type.GetAttributes().Any(attribute => attribute.AttributeClass is { Name: "NetworkAttribute" } applied && Owns(applied));

    public bool IsTensor(ITypeSymbol? type) => SymbolEqualityComparer.Default.Equals(type, Tensor);

    public bool IsParameter(ITypeSymbol? type) => SymbolEqualityComparer.Default.Equals(type, parameter);

    /// <summary>Whether a type is Module or derives from it.</summary>
    public bool IsModule(ITypeSymbol? type)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(type, module))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The most derived method of a name that users wrote, along the bases of a type.</summary>
    public static IMethodSymbol? FindMethod(INamedTypeSymbol type, string name)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            if (current.GetMembers(name).OfType<IMethodSymbol>().FirstOrDefault(method => !method.IsAbstract) is { } method)
            {
                return method;
            }
        }

        return null;
    }

    static bool InNamespace(ISymbol symbol) => symbol.ContainingNamespace is { Name: "Lathe", ContainingNamespace.IsGlobalNamespace: true };
}
