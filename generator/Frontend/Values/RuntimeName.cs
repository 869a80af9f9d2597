using Microsoft.CodeAnalysis;

namespace Lathe.Generator.Frontend.Values;

/// <summary>The names that System.Type gives a type.</summary>
internal static class RuntimeName
{
    /// <summary>Type.Name: <c>List`1</c>, <c>Int32[]</c>.</summary>
    public static string Short(ITypeSymbol type) => type is IArrayTypeSymbol array ? Short(array.ElementType) + Brackets(array) : type.MetadataName;

    /// <summary>Type.ToString, which objects without one of their own have too: <c>System.Collections.Generic.List`1[System.Int32]</c>.</summary>
    public static string Full(ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol array)
        {
            return Full(array.ElementType) + Brackets(array);
        }

        var arguments = Arguments(type).Select(Full).ToArray();
        return Path(type) + (arguments.Length == 0 ? "" : $"[{string.Join(",", arguments)}]");
    }

    static string Path(ITypeSymbol type) => type switch
    {
        { ContainingType: { } outer } => Path(outer) + "+" + type.MetadataName,
        { ContainingNamespace: { IsGlobalNamespace: false } space } => space.ToDisplayString() + "." + type.MetadataName,
        _ => type.MetadataName,
    };

    static IEnumerable<ITypeSymbol> Arguments(ITypeSymbol type) =>
        type is not INamedTypeSymbol named ? []
        : named.IsTupleType && named.TupleUnderlyingType is { } tuple && !SymbolEqualityComparer.Default.Equals(tuple, named) ? Arguments(tuple)
        : (named.ContainingType is { } outer ? Arguments(outer) : []).Concat(named.TypeArguments);

    static string Brackets(IArrayTypeSymbol array) => "[" + new string(',', array.Rank - 1) + "]";
}
