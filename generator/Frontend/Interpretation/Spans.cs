using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Lathe.Generator.Frontend.Interpretation;

/// <summary>What to underline for an expression.</summary>
internal static class Spans
{
    /// <summary>The expression; of a call in a chain only the method's name and the arguments, so that each link has a span of its own.</summary>
    public static Location Of(SyntaxNode syntax) => syntax switch
    {
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax member } => Between(syntax, member.Name.SpanStart, syntax.Span.End),
        InvocationExpressionSyntax { Expression: MemberBindingExpressionSyntax member } => Between(syntax, member.Name.SpanStart, syntax.Span.End),
        MemberAccessExpressionSyntax member => member.Name.GetLocation(),
        TryStatementSyntax statement => statement.TryKeyword.GetLocation(),
        LockStatementSyntax statement => statement.LockKeyword.GetLocation(),
        UsingStatementSyntax statement => statement.UsingKeyword.GetLocation(),
        WhileStatementSyntax statement => Between(syntax, statement.SpanStart, statement.CloseParenToken.Span.End),
        ForStatementSyntax statement => Between(syntax, statement.SpanStart, statement.CloseParenToken.Span.End),
        ForEachStatementSyntax statement => Between(syntax, statement.SpanStart, statement.CloseParenToken.Span.End),
        DoStatementSyntax statement => Between(syntax, statement.WhileKeyword.SpanStart, statement.CloseParenToken.Span.End),
        TypeDeclarationSyntax type => type.Identifier.GetLocation(),
        BlockSyntax block => block.OpenBraceToken.GetLocation(),
        _ => syntax.GetLocation(),
    };

    /// <summary>How the source writes what a member is read from or called on.</summary>
    public static string ReceiverText(SyntaxNode syntax) => Receiver(syntax).TrimEnd('!');

    /// <summary>How the source writes the first argument of a call, in quotes; null where there is no such call.</summary>
    public static string? ArgumentText(SyntaxNode syntax) =>
        syntax is InvocationExpressionSyntax { ArgumentList.Arguments: [{ Expression: var argument }, ..] } ? $"'{argument.ToString().TrimEnd('!')}'" : null;

    static string Receiver(SyntaxNode syntax) => syntax switch
    {
        InvocationExpressionSyntax invocation => Receiver(invocation.Expression),
        MemberAccessExpressionSyntax member => member.Expression.ToString(),
        ElementAccessExpressionSyntax element => element.Expression.ToString(),
        ConditionalAccessExpressionSyntax access => access.Expression.ToString(),
        _ => syntax.ToString(),
    };

    static Location Between(SyntaxNode syntax, int start, int end) => Location.Create(syntax.SyntaxTree, TextSpan.FromBounds(start, end));
}
