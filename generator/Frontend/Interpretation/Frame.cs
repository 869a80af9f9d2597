using Lathe.Generator.Frontend.Values;
using Microsoft.CodeAnalysis;

namespace Lathe.Generator.Frontend.Interpretation;

/// <summary>The variables of one call. A lambda's or local function's frame has that of the method around it as its outer one.</summary>
internal sealed class Frame(ISymbol? owner, object? receiver, Frame? outer = null)
{
    readonly Dictionary<ISymbol, Variable> variables = new(SymbolEqualityComparer.Default);

    /// <summary>The method, lambda or local function.</summary>
    public ISymbol? Owner { get; } = owner;

    /// <summary>This.</summary>
    public object? Receiver { get; } = receiver;

    public Frame? Outer { get; } = outer;

    /// <summary>What <c>return</c> has set.</summary>
    public object? Result { get; set; }

    /// <summary>What an iterator method has yielded.</summary>
    public List<object?>? Yielded { get; set; }

    /// <summary>A fresh variable: each turn of a loop has its own, as closures can tell.</summary>
    public void Declare(ISymbol symbol, object? value) => variables[symbol] = new(Copy.OfStruct(value));

    /// <summary>A parameter: a variable of its own, or the caller's that it stands for.</summary>
    public void Bind(IParameterSymbol parameter, object? argument)
    {
        if (argument is Store store)
        {
            variables[parameter] = new(store);
        }
        else
        {
            Declare(parameter, argument);
        }
    }

    public Variable? Find(ISymbol symbol)
    {
        for (var frame = this; frame is not null; frame = frame.Outer)
        {
            if (frame.variables.TryGetValue(symbol, out var variable))
            {
                return variable;
            }
        }

        return null;
    }

    /// <summary>The frame of the method that a local function stands in.</summary>
    public Frame? Enclosing(ISymbol container)
    {
        for (var frame = this; frame is not null; frame = frame.Outer)
        {
            if (SymbolEqualityComparer.Default.Equals(frame.Owner, container))
            {
                return frame;
            }
        }

        return null;
    }

    /// <summary>What a closure keeps: the variables as they are now, shared with this frame until it declares them anew.</summary>
    public Frame Capture()
    {
        var captured = new Frame(Owner, Receiver, Outer?.Capture());
        foreach (var variable in variables)
        {
            captured.variables.Add(variable.Key, variable.Value);
        }

        return captured;
    }

    /// <summary>Forbids stores into captured variables.</summary>
    public void Freeze()
    {
        foreach (var variable in variables.Values)
        {
            if (!variable.IsFrozen)
            {
                variable.IsFrozen = true;
                Freezable.Freeze(variable.Value);
            }
        }

        Outer?.Freeze();
    }
}

/// <summary>A local variable or parameter.</summary>
internal sealed class Variable
{
    readonly Store? other;
    object? value;

    public Variable(object? value) => this.value = value;

    /// <summary>Another name of what is stored elsewhere: a ref parameter, or a parameter that a class keeps.</summary>
    public Variable(Store other) => this.other = other;

    public object? Value
    {
        get => other is { } store ? store.Read() : value;
        set
        {
            if (other is { } store)
            {
                store.Write(value);
            }
            else
            {
                this.value = value;
            }
        }
    }

    public bool IsFrozen { get; set; }
}
