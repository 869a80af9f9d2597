using System.Collections.Immutable;
using Lathe.Generator.Support;

namespace Lathe.Generator.Hosts.Keys;

/// <summary>A top-level type declaration as the keys of networks see it: what it says, apart from comments and white space.</summary>
/// <param name="Names">The names under which other code can reach it: the type's own and those of its extension methods.</param>
/// <param name="Mentions">Every identifier that it, or a using directive above it, contains.</param>
/// <param name="Tokens">The hash of its tokens, its namespace and the using directives above it.</param>
/// <param name="Networks">The metadata names of the types in it that may carry [Network].</param>
internal sealed record SourceUnit(
    ImmutableArray<string> Names,
    ImmutableArray<string> Mentions,
    ContentHash Tokens,
    ImmutableArray<string> Networks)
{
    /// <summary>Under which extension operators are reached.</summary>
    public const string OperatorName = "operator";

    /// <summary>Names of extensions that other code reaches without a mention: by an operator, a collection initialiser, a deconstruction, a loop, a query.</summary>
    public static ImmutableArray<string> NamesWithoutMention { get; } =
    [
        OperatorName, "Add", "Deconstruct", "GetEnumerator",
        "Select", "SelectMany", "Where", "OrderBy", "OrderByDescending", "ThenBy", "ThenByDescending", "GroupBy", "Join", "GroupJoin", "Cast",
    ];

    /// <summary>Attributes by which a declaration's meaning depends on its text: on lines, on white space within an argument.</summary>
    public static ImmutableArray<string> NamesOfText { get; } =
        ["CallerLineNumber", "CallerLineNumberAttribute", "CallerArgumentExpression", "CallerArgumentExpressionAttribute"];
}
