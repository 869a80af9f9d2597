using Lathe.Generator.Diagnostics;
using Microsoft.CodeAnalysis;

namespace Lathe.Generator.Hosts;

/// <summary>The limits of a [Budget] attribute; 0 where there is none.</summary>
/// <param name="Place">The attribute.</param>
internal sealed record Budget(long Parameters, long MultiplyAdds, long ActivationBytes, SourcePlace Place)
{
    public static Budget? Of(INamedTypeSymbol network)
    {
        if (network.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass?.ToDisplayString() == "Lathe.BudgetAttribute") is not { } attribute)
        {
            return null;
        }

        long Limit(string name) => attribute.NamedArguments.FirstOrDefault(argument => argument.Key == name).Value.Value is long limit ? limit : 0;

        return new(
            Limit("Parameters"),
            Limit("MultiplyAdds"),
            Limit("ActivationBytes"),
            attribute.ApplicationSyntaxReference is { } reference ? SourcePlace.Of(reference.SyntaxTree.GetLocation(reference.Span)) : SourcePlace.None);
    }
}
