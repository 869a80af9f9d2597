using System.Runtime.CompilerServices;
using Lathe.Generator.Diagnostics;
using Lathe.Generator.Frontend.Tensors;
using Lathe.Generator.Frontend.Values;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;

namespace Lathe.Generator.Frontend.Interpretation;

internal sealed partial class Interpreter
{
    /// <summary>How a statement ended.</summary>
    enum Completion
    {
        Normal,
        Break,
        Continue,
        Return,
    }

    Completion Execute(IOperation statement)
    {
        Step(statement);
        try
        {
            RuntimeHelpers.EnsureSufficientExecutionStack();
        }
        catch (InsufficientExecutionStackException)
        {
            throw Fault(statement, Rules.Limit, "the stack was used up");
        }

        switch (statement.Kind)
        {
            case OperationKind.Block:
            case OperationKind.MethodBody:
            case OperationKind.ConstructorBody:
                return ExecuteAll(statement.ChildOperations);
            case OperationKind.ExpressionStatement:
                Evaluate(((IExpressionStatementOperation)statement).Operation);
                return Completion.Normal;
            case OperationKind.VariableDeclarationGroup:
                Declare((IVariableDeclarationGroupOperation)statement);
                return Completion.Normal;
            case OperationKind.Return:
                return Return((IReturnOperation)statement);
            case OperationKind.YieldReturn:
                Yielded(statement).Add(Copy.OfStruct(Evaluate(((IReturnOperation)statement).ReturnedValue!)));
                return Completion.Normal;
            case OperationKind.YieldBreak:
                return Completion.Return;
            case OperationKind.Conditional:
                return ExecuteConditional((IConditionalOperation)statement);
            case OperationKind.Loop:
                return ExecuteLoop((ILoopOperation)statement);
            case OperationKind.Switch:
                return ExecuteSwitch((ISwitchOperation)statement);
            case OperationKind.Branch:
                return Branch((IBranchOperation)statement);
            case OperationKind.LocalFunction or OperationKind.Empty:
                return Completion.Normal;
            case OperationKind.Labeled:
                return Execute(((ILabeledOperation)statement).Operation!);
            case OperationKind.Invalid:
                throw new InvalidSource();
            case OperationKind.Throw:
                throw Throw((IThrowOperation)statement);
            default:
                throw Unsupported(statement, NameOfStatement(statement));
        }
    }

    Completion ExecuteAll(IOperation.OperationList statements)
    {
        foreach (var statement in statements)
        {
            if (Execute(statement) is not Completion.Normal and var completion)
            {
                return completion;
            }
        }

        return Completion.Normal;
    }

    void Declare(IVariableDeclarationGroupOperation group)
    {
        foreach (var declarator in group.Declarations.SelectMany(declaration => declaration.Declarators))
        {
            if (declarator.Symbol.RefKind != RefKind.None)
            {
                throw Unsupported(declarator, "a ref local");
            }

            var initializer = declarator.Initializer ?? (declarator.Parent as IVariableDeclarationOperation)?.Initializer;
            frame.Declare(declarator.Symbol, initializer is null ? DefaultOf(declarator.Symbol.Type) : Evaluate(initializer.Value));
        }
    }

    Completion Return(IReturnOperation statement)
    {
        if (statement.ReturnedValue is { } value)
        {
            frame.Result = Evaluate(value);
        }

        return Completion.Return;
    }

    List<object?> Yielded(IOperation statement)
    {
        Allocate(statement, 1);
        return frame.Yielded ??= [];
    }

    Completion ExecuteConditional(IConditionalOperation statement)
    {
        if (Condition(statement.Condition))
        {
            return Execute(statement.WhenTrue);
        }

        return statement.WhenFalse is { } otherwise ? Execute(otherwise) : Completion.Normal;
    }

    bool Condition(IOperation condition) => IsTrue(condition, Evaluate(condition));

    /// <summary>The truth of a value; where it depends on an element of a tensor, the one that the current branch assumes.</summary>
    public bool IsTrue(IOperation site, object? value) => value switch
    {
        bool truth => truth,
        ElementValue element => Elements.Decide(element, site),
        _ => throw Unsupported(site, "a condition that is no bool"),
    };

    Completion Branch(IBranchOperation statement) => statement.BranchKind switch
    {
        BranchKind.Break => Completion.Break,
        BranchKind.Continue => Completion.Continue,
        _ => throw Unsupported(statement, "'goto'"),
    };

    static string NameOfStatement(IOperation statement) => statement.Kind switch
    {
        OperationKind.Try => "'try'",
        OperationKind.Lock => "'lock'",
        OperationKind.Using or OperationKind.UsingDeclaration => "'using'",
        OperationKind.Stop or OperationKind.End => "'End'",
        _ => statement.Syntax.Kind() switch
        {
            SyntaxKind.FixedStatement => "'fixed'",
            SyntaxKind.UnsafeStatement => "'unsafe'",
            var kind => $"'{kind}'",
        },
    };
}
