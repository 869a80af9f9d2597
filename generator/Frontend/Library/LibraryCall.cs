using System.Globalization;
using Lathe.Generator.Diagnostics;
using Lathe.Generator.Frontend.Interpretation;
using Lathe.Generator.Frontend.Values;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Lathe.Generator.Frontend.Library;

/// <summary>A call of a .NET member.</summary>
/// <param name="Interpreter">Who calls.</param>
/// <param name="Site">Where.</param>
/// <param name="Method">The method.</param>
/// <param name="Receiver">The instance with its path; null for static methods.</param>
/// <param name="Arguments">By the position of their parameter.</param>
internal sealed record LibraryCall(Interpreter Interpreter, IOperation Site, IMethodSymbol Method, object? Receiver, object?[] Arguments)
{
    public string Name => Method.Name;

    public int Count => Arguments.Length;

    /// <summary>The instance without its path.</summary>
    public object? This => Place.Strip(Receiver);

    public object? this[int index] => Arguments[index];

    public int Int(int index) => Arguments[index] is int value ? value : Convert.ToInt32(Arguments[index], CultureInfo.InvariantCulture);

    /// <summary>An argument without its path, which must not be null.</summary>
    public T Required<T>(int index)
        where T : class => Place.Strip(Arguments[index]) as T ?? throw Null(index);

    public string Text(int index) => Required<string>(index);

    /// <summary>The elements of an argument, each counted as a step.</summary>
    public IEnumerable<object?> Items(int index) => Interpreter.Counted(Site, Interpreter.Enumerate(Site, Arguments[index] ?? throw Null(index)));

    /// <summary>An argument that is a delegate, as a function.</summary>
    public Func<object?, object?> Function(int index) => item => Interpreter.InvokeFunction(Site, Arguments[index], item);

    public Func<object?, object?, object?> Function2(int index) => (first, second) => Interpreter.InvokeFunction(Site, Arguments[index], first, second);

    public Func<object?, bool> Predicate(int index) => item => Interpreter.IsTrue(Site, Interpreter.InvokeFunction(Site, Arguments[index], item));

    /// <summary>An argument that is a comparison.</summary>
    public IComparer<object?> Comparer(int index) =>
        Comparer<object?>.Create((first, second) => Interpreter.InvokeFunction(Site, Arguments[index], first, second) is int order ? order : 0);

    /// <summary>Whether an argument compares for the member; the members here compare as <see cref="ValueEquality"/> and <see cref="Ordering"/> do.</summary>
    public bool HasComparer => Method.Parameters.Any(parameter => parameter.Type.Name is "IComparer" or "IEqualityComparer" && Arguments[parameter.Ordinal] is not null);

    /// <summary>The name of a parameter's delegate type tells overloads apart that take an index too.</summary>
    public bool TakesIndex(int index) => Method.Parameters[index].Type is INamedTypeSymbol { DelegateInvokeMethod.Parameters.Length: 2 };

    /// <summary>What the real member would throw.</summary>
    public static ThrownException Throw(string type, string message) => new(type, message);

    ThrownException Null(int index) => Throw("ArgumentNullException", $"'{Method.Parameters[index].Name}' of '{Name}' is null");

    /// <summary>Forbids changes to what is frozen.</summary>
    public void RequireMutable(IFreezable value)
    {
        if (value.IsFrozen)
        {
            throw Interpreter.Fault(Site, Rules.FieldWrite, TextOf(value));
        }

        Interpreter.Allocate(Site, 1);
    }

    /// <summary>How the source writes the receiver; of a static method, the argument.</summary>
    string TextOf(IFreezable value) =>
        Receiver is null && Site is IInvocationOperation call && call.Arguments.FirstOrDefault(argument => ReferenceEquals(Place.Strip(this[argument.Parameter!.Ordinal]), value)) is { } argument
            ? argument.Value.Syntax.ToString()
            : Spans.ReceiverText(Site.Syntax);
}
