using Lathe.Generator.Frontend.Values;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Lathe.Generator.Frontend.Interpretation;

internal sealed partial class Interpreter
{
    /// <summary>A loop that is being executed: the one with the most turns is to blame when a limit is exceeded.</summary>
    sealed class RunningLoop(ILoopOperation operation)
    {
        public ILoopOperation Operation { get; } = operation;

        public int Turns { get; set; }
    }

    Completion ExecuteLoop(ILoopOperation loop)
    {
        loops.Push(new(loop));
        try
        {
            return loop switch
            {
                IForLoopOperation counted => ExecuteFor(counted),
                IForEachLoopOperation each => ExecuteForEach(each),
                IWhileLoopOperation conditional => ExecuteWhile(conditional),
                _ => throw Unsupported(loop, "this loop"),
            };
        }
        catch (Exception exception) when (CauseOf(exception) is { } cause)
        {
            throw AtPlace(loop, cause);
        }
        finally
        {
            loops.Pop();
        }
    }

    Completion ExecuteFor(IForLoopOperation loop)
    {
        foreach (var statement in loop.Before)
        {
            Execute(statement);
        }

        while (loop.Condition is null || Condition(loop.Condition))
        {
            if (Turn(loop) is { } completion)
            {
                return completion;
            }

            foreach (var statement in loop.AtLoopBottom)
            {
                Execute(statement);
            }
        }

        return Completion.Normal;
    }

    Completion ExecuteWhile(IWhileLoopOperation loop)
    {
        if (loop.ConditionIsTop)
        {
            while (Condition(loop.Condition!))
            {
                if (Turn(loop) is { } completion)
                {
                    return completion;
                }
            }

            return Completion.Normal;
        }

        do
        {
            if (Turn(loop) is { } completion)
            {
                return completion;
            }
        }
        while (Condition(loop.Condition!));
        return Completion.Normal;
    }

    Completion ExecuteForEach(IForEachLoopOperation loop)
    {
        if (loop.IsAsynchronous)
        {
            throw Unsupported(loop, "'await'");
        }

        var collection = Evaluate(loop.Collection);
        var element = loop.Syntax is ForEachStatementSyntax { Type.IsVar: false } syntax ? loop.SemanticModel?.GetForEachStatementInfo(syntax).ElementType : null;
        foreach (var item in Counted(loop, Enumerate(loop.Collection, collection)))
        {
            switch (loop.LoopControlVariable)
            {
                case IVariableDeclaratorOperation { Symbol.RefKind: not RefKind.None } declarator:
                    throw Unsupported(declarator, "a ref local");
                case IVariableDeclaratorOperation declarator:
                    frame.Declare(declarator.Symbol, Assignable(loop, declarator.Symbol.Type, item, element));
                    break;
                case ITupleOperation or IDeclarationExpressionOperation:
                    Deconstruction(loop.LoopControlVariable)(item);
                    break;
                default:
                    throw Unsupported(loop.LoopControlVariable, "this loop variable");
            }

            if (Turn(loop) is { } completion)
            {
                return completion;
            }
        }

        return Completion.Normal;
    }

    /// <summary>Runs the body once.</summary>
    /// <returns>How the loop ends; null if it goes on.</returns>
    Completion? Turn(ILoopOperation loop)
    {
        loops.Peek().Turns++;
        Step(loop);
        return Execute(loop.Body) switch
        {
            Completion.Break => Completion.Normal,
            Completion.Return => Completion.Return,
            _ => null,
        };
    }

    /// <summary>The elements of anything that can be enumerated, each with its place; structs as copies, because those of an array are variables.</summary>
    public IEnumerable<object?> Enumerate(IOperation site, object? collection)
    {
        var path = Place.PathOf(collection);
        return Place.Strip(collection) switch
        {
            ArrayValue array => array.Items.Select((item, index) => Place.Below(path, index, Copy.OfStruct(item))),
            ListValue list => Unchanging(site, list.Items).Select((item, index) => Place.Below(path, index, Copy.OfStruct(item))),
            SequentialValue sequential => sequential.Modules.Select((item, index) => Place.Below(path, index, item)),
            SetValue set => Unchanging(site, set.Slots).Select(entry => entry.Key),
            DictionaryValue dictionary => Unchanging(site, dictionary.Slots).Select(entry => (object?)new PairValue(entry.Key, Place.Below(path, entry.Key, Copy.OfStruct(entry.Value)))),
            SequenceValue sequence => sequence.Items,
            GroupingValue grouping => grouping.Items,
            string text => text.Select(character => (object?)character),
            null => throw Thrown(site, "NullReferenceException", "the collection is null"),
            ObjectValue instance => EnumerateUser(site, instance, collection),
            _ => throw Unsupported(site, "enumerating this value"),
        };
    }

    IEnumerable<object?> Unchanging(IOperation site, List<object?> items)
    {
        using var enumerator = items.GetEnumerator();
        while (Next())
        {
            yield return enumerator.Current;
        }

        bool Next()
        {
            try
            {
                return enumerator.MoveNext();
            }
            catch (InvalidOperationException)
            {
                throw Modified(site);
            }
        }
    }

    IEnumerable<(object? Key, object? Value)> Unchanging(IOperation site, Slots slots)
    {
        var version = slots.Version;
        for (var index = 0; index < slots.Length; index++)
        {
            if (slots.At(index) is { } entry)
            {
                yield return entry;
            }
            else
            {
                Step(site);
            }

            if (slots.Version != version)
            {
                throw Modified(site);
            }
        }
    }

    EvaluationFault Modified(IOperation site) => Thrown(site, "InvalidOperationException", "the collection was modified while it was enumerated");

    IEnumerable<object?> EnumerateUser(IOperation site, ObjectValue instance, object? receiver)
    {
        var enumerator = instance.Type.GetMembers("GetEnumerator").OfType<IMethodSymbol>().FirstOrDefault(method => method.Parameters.Length == 0 && IsSource(method))
            ?? throw Unsupported(site, $"enumerating '{instance.Type.Name}'");
        return Call(site, enumerator, receiver, []) is var answer && Place.Strip(answer) is ObjectValue { Type: var type }
            ? throw Unsupported(site, $"enumerating '{instance.Type.Name}' by '{type.Name}', which is no iterator,")
            : Enumerate(site, answer);
    }
}
