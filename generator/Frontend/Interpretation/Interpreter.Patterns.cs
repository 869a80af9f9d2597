using Lathe.Generator.Frontend.Tensors;
using Lathe.Generator.Frontend.Values;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Lathe.Generator.Frontend.Interpretation;

internal sealed partial class Interpreter
{
    object? EvaluateIsPattern(IIsPatternOperation operation) => Matches(operation.Pattern, Evaluate(operation.Value));

    object? EvaluateIsType(IIsTypeOperation operation) => IsInstance(operation, Evaluate(operation.ValueOperand), operation.TypeOperand, operation.ValueOperand.Type) != operation.IsNegated;

    object? EvaluateSwitch(ISwitchExpressionOperation operation)
    {
        var value = Evaluate(operation.Value);
        foreach (var arm in operation.Arms)
        {
            if (Matches(arm.Pattern, value) && (arm.Guard is null || Condition(arm.Guard)))
            {
                return Evaluate(arm.Value);
            }
        }

        throw Thrown(operation, "SwitchExpressionException", $"no arm matches {ValueFormat.Of(value) switch { "" => "null", var text => text }}");
    }

    Completion ExecuteSwitch(ISwitchOperation operation)
    {
        var value = Evaluate(operation.Value);
        var chosen = operation.Cases.FirstOrDefault(section => section.Clauses.Any(clause => clause is not IDefaultCaseClauseOperation && Matches(clause, value)))
            ?? operation.Cases.FirstOrDefault(section => section.Clauses.Any(clause => clause is IDefaultCaseClauseOperation));
        if (chosen is null)
        {
            return Completion.Normal;
        }

        foreach (var statement in chosen.Body)
        {
            switch (Execute(statement))
            {
                case Completion.Break:
                    return Completion.Normal;
                case Completion.Normal:
                    break;
                case var completion:
                    return completion;
            }
        }

        return Completion.Normal;
    }

    bool Matches(ICaseClauseOperation clause, object? value) => clause switch
    {
        ISingleValueCaseClauseOperation single => IsEqual(single, value, Evaluate(single.Value)),
        IPatternCaseClauseOperation pattern => Matches(pattern.Pattern, value) && (pattern.Guard is null || Condition(pattern.Guard)),
        _ => throw Unsupported(clause, "this case"),
    };

    bool Matches(IPatternOperation pattern, object? value) => pattern switch
    {
        IDiscardPatternOperation => true,
        IConstantPatternOperation constant => IsEqual(constant, value, Evaluate(constant.Value)),
        IDeclarationPatternOperation declaration => (declaration.MatchesNull || IsInstance(declaration, value, declaration.MatchedType ?? declaration.NarrowedType, declaration.InputType)) && Bind(declaration.DeclaredSymbol, value),
        ITypePatternOperation type => IsInstance(type, value, type.MatchedType, type.InputType),
        IRelationalPatternOperation relational => Compares(relational, value),
        INegatedPatternOperation negated => !Matches(negated.Pattern, value),
        IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.And } both => Matches(both.LeftPattern, value) && Matches(both.RightPattern, value),
        IBinaryPatternOperation either => Matches(either.LeftPattern, value) || Matches(either.RightPattern, value),
        IRecursivePatternOperation recursive => MatchesRecursive(recursive, value),
        IListPatternOperation list => MatchesList(list, value),
        _ => throw Unsupported(pattern, "this pattern"),
    };

    bool Bind(ISymbol? symbol, object? value)
    {
        if (symbol is not null)
        {
            frame.Declare(symbol, symbol is ILocalSymbol { Type.IsValueType: true } ? Copy.Unboxed(value) : value);
        }

        return true;
    }

    bool IsEqual(IOperation site, object? value, object? constant) => value switch
    {
        ElementValue element => Elements.Decide(Elements.Binary(site, BinaryOperatorKind.Equals, element, constant), site),
        null => constant is null,
        _ => ValueEquality.AreEqual(value, constant),
    };

    bool Compares(IRelationalPatternOperation pattern, object? value)
    {
        if (value is null)
        {
            return false;
        }

        var bound = Evaluate(pattern.Value);
        if (value is not ElementValue && value.GetType() != bound?.GetType())
        {
            return false;
        }

        var promotedValue = Promote(pattern, value);
        var promotedBound = Promote(pattern, bound);
        return Apply(pattern, pattern.OperatorKind, promotedValue, promotedBound, isChecked: false, isLifted: false, null) switch
        {
            ElementValue element => Elements.Decide(element, pattern),
            var truth => truth is true,
        };
    }

    bool MatchesRecursive(IRecursivePatternOperation pattern, object? value)
    {
        if (value is null || (pattern.Syntax is Microsoft.CodeAnalysis.CSharp.Syntax.RecursivePatternSyntax { Type: not null } && !IsInstance(pattern, value, pattern.MatchedType, pattern.InputType)))
        {
            return false;
        }

        if (pattern.DeconstructionSubpatterns.Length > 0)
        {
            var parts = pattern.DeconstructSymbol is IMethodSymbol { Parameters.Length: var count } method && count == pattern.DeconstructionSubpatterns.Length && Place.Strip(value) is not TupleValue
                ? CallWithOutputs(pattern, method, value)
                : Parts(pattern, value, pattern.DeconstructionSubpatterns.Length);
            if (pattern.DeconstructionSubpatterns.Where((subpattern, index) => !Matches(subpattern, parts[index])).Any())
            {
                return false;
            }
        }

        foreach (var subpattern in pattern.PropertySubpatterns)
        {
            subjects.Push(value);
            object? member;
            try
            {
                member = Evaluate(subpattern.Member);
            }
            finally
            {
                subjects.Pop();
            }

            if (!Matches(subpattern.Pattern, member))
            {
                return false;
            }
        }

        return Bind(pattern.DeclaredSymbol, value);
    }

    bool MatchesList(IListPatternOperation pattern, object? value)
    {
        if (value is null)
        {
            return false;
        }

        var count = CountOf(pattern, value);
        var slice = pattern.Patterns.Select((part, index) => part is ISlicePatternOperation ? index : -1).DefaultIfEmpty(-1).Max();
        var fixedCount = pattern.Patterns.Length - (slice < 0 ? 0 : 1);
        if (slice < 0 ? count != fixedCount : count < fixedCount)
        {
            return false;
        }

        for (var index = 0; index < pattern.Patterns.Length; index++)
        {
            if (pattern.Patterns[index] is ISlicePatternOperation sliced)
            {
                if (sliced.Pattern is { } inner && !Matches(inner, Slice(sliced, TypeOf(value), value, index, count - fixedCount)))
                {
                    return false;
                }
            }
            else if (!Matches(pattern.Patterns[index], ElementAt(pattern, value, slice >= 0 && index > slice ? count - pattern.Patterns.Length + index : index)))
            {
                return false;
            }
        }

        return Bind(pattern.DeclaredSymbol, value);
    }
}
