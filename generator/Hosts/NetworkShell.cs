using System.Text;
using Lathe.Generator.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Lathe.Generator.Hosts;

/// <summary>The partial declarations around a network, which generated members have to repeat.</summary>
/// <param name="Namespace">Empty for the global namespace.</param>
/// <param name="Headers">From the outermost containing type to the network: <c>partial class Models</c>, <c>partial record ResNet20</c>.</param>
/// <param name="Name">The record's own name.</param>
/// <param name="HidesBase">Whether it derives from another network, whose <c>Compile</c> its own one hides.</param>
internal sealed record NetworkShell(string Namespace, EquatableArray<string> Headers, string Name, bool HidesBase = false)
{
    /// <summary>A name for its files, unique within the compilation.</summary>
    public string FileName
    {
        get
        {
            var name = new StringBuilder(Namespace.Replace("@", ""));
            foreach (var header in Headers)
            {
                name.Append(name.Length > 0 ? "." : "").Append(header.Substring(header.LastIndexOf(' ') + 1).TrimStart('@'));
            }

            return name.ToString();
        }
    }

    public static NetworkShell Of(INamedTypeSymbol network, Func<INamedTypeSymbol, bool> isNetwork)
    {
        var headers = new List<string>();
        for (var type = network; type is not null; type = type.ContainingType)
        {
            headers.Insert(0, $"partial {Keyword(type)} {Escape(type.Name)}");
        }

        return new(
            network.ContainingNamespace.IsGlobalNamespace ? "" : network.ContainingNamespace.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat),
            headers.ToEquatableArray(),
            network.Name,
            Bases(network).Any(isNetwork));
    }

    static IEnumerable<INamedTypeSymbol> Bases(INamedTypeSymbol type)
    {
        for (var current = type.BaseType; current is not null; current = current.BaseType)
        {
            yield return current;
        }
    }

    static string Escape(string name) => SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;

    static string Keyword(INamedTypeSymbol type) => (type.IsRecord, type.TypeKind) switch
    {
        (true, TypeKind.Struct) => "record struct",
        (true, _) => "record",
        (_, TypeKind.Struct) => "struct",
        (_, TypeKind.Interface) => "interface",
        _ => "class",
    };
}
