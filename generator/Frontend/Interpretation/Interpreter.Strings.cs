using System.Runtime.CompilerServices;
using System.Text;
using Lathe.Generator.Diagnostics;
using Lathe.Generator.Frontend.Tensors;
using Lathe.Generator.Frontend.Values;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Lathe.Generator.Frontend.Interpretation;

internal sealed partial class Interpreter
{
    object Interpolate(IInterpolatedStringOperation operation)
    {
        var text = new StringBuilder();
        foreach (var part in operation.Parts)
        {
            var next = part switch
            {
                IInterpolatedStringTextOperation literal => literal.Text.ConstantValue.Value as string,
                IInterpolationOperation hole => Interpolate(hole),
                _ => throw Unsupported(part, "an interpolated string handler"),
            };
            Allocate(operation, next?.Length ?? 0);
            text.Append(next);
        }

        return text.ToString();
    }

    string Interpolate(IInterpolationOperation hole)
    {
        var format = hole.FormatString?.ConstantValue.Value as string;
        var text = Format(hole.Expression, Evaluate(hole.Expression), format);
        return hole.Alignment is { } alignment && Evaluate(alignment) is int width ? Pad(hole, text, width) : text;
    }

    string Pad(IOperation site, string text, int width)
    {
        Allocate(site, Math.Abs((long)width));
        return width < 0 ? text.PadRight(-width) : text.PadLeft(width);
    }

    /// <summary>The text of a value; a user's own ToString comes first.</summary>
    public string Format(IOperation site, object? value, string? format = null)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (Place.Strip(value) is ObjectValue instance && FindToString(instance.Type) is { } method)
        {
            return Call(site, method, value, []) as string ?? "";
        }

        switch (Place.Strip(value))
        {
            case ElementValue:
                throw Fault(site, Rules.ElementValue, "A conversion to text");
            case TensorValue:
                throw Unsupported(site, "the text of a tensor");
            case FunctionValue or SequenceValue or GroupingValue or ArrayValue { Type: null } or ListValue { Type: null }:
                throw Unsupported(site, "the text of a delegate or a lazy sequence");
            case ObjectValue { Type.IsRecord: true }:
                return FormatRecord(site, value!);
            case TupleValue tuple:
                return FormatAll(site, "(", tuple.Items, ")");
            case PairValue pair:
                return FormatAll(site, "[", [pair.Key, pair.Value], "]");
        }

        Allocate(site, ValueFormat.LargestNumber(format));
        try
        {
            return ValueFormat.Of(value, format);
        }
        catch (FormatException)
        {
            throw Thrown(site, "FormatException", $"'{format}' is no format of {ValueFormat.Of(value)}");
        }
    }

    /// <summary>The texts of values that lie in another one. Values that share their parts have far more text than parts.</summary>
    string FormatAll(IOperation site, string open, object?[] items, string close)
    {
        var text = open + string.Join(", ", items.Select(item => Format(site, item))) + close;
        Allocate(site, text.Length);
        return text;
    }

    /// <summary>What a record prints by itself: its public fields and properties, those of its bases first.</summary>
    /// <param name="site">Where.</param>
    /// <param name="record">The record.</param>
    /// <param name="method">The ToString that is called: a base's names the base. Null for the record's own.</param>
    public string FormatRecord(IOperation site, object record, IMethodSymbol? method = null)
    {
        Step(site);
        var bases = new Stack<INamedTypeSymbol>();
        for (var type = ((ObjectValue)Place.Strip(record)!).Type; type is not null; type = type.BaseType)
        {
            bases.Push(type);
            if (IsSource(type) && type.GetMembers("PrintMembers").Any(member => !member.IsImplicitlyDeclared))
            {
                throw Unsupported(site, $"the text of '{type.Name}', which declares PrintMembers,");
            }
        }

        var name = (method?.ContainingType ?? bases.Last()).Name;
        var members = bases.SelectMany(type => type.GetMembers())
            .Where(member => member is { IsStatic: false, IsOverride: false, DeclaredAccessibility: Accessibility.Public } and (IFieldSymbol or IPropertySymbol { IsIndexer: false, GetMethod: not null }))
            .Select(member => $"{member.Name} = {Format(site, member is IPropertySymbol property ? GetProperty(site, record, property, []) : ReadMember(site, record, member))}");
        var text = string.Join(", ", members);
        Allocate(site, text.Length);
        return text.Length == 0 ? $"{name} {{ }}" : $"{name} {{ {text} }}";
    }

    /// <summary>The ToString that the source declares for a type; null where C# synthesises one, as it does for a record whose base has not sealed its own.</summary>
    IMethodSymbol? FindToString(INamedTypeSymbol? type)
    {
        for (; type is not null && IsSource(type); type = type.BaseType)
        {
            if (type.GetMembers("ToString").OfType<IMethodSymbol>().FirstOrDefault(method => method.Parameters.Length == 0) is { } method)
            {
                return method.IsImplicitlyDeclared ? null : method;
            }
        }

        return null;
    }

    string Concatenate(IOperation site, object? left, object? right)
    {
        var text = Format(site, left) + Format(site, right);
        Allocate(site, text.Length);
        return text;
    }
}
