using Lathe.Generator.Frontend.Interpretation;
using Microsoft.CodeAnalysis;

namespace Lathe.Generator.Frontend.Values;

/// <summary>A delegate: a lambda or method with what it captured.</summary>
/// <param name="Method">The lambda, local function or method.</param>
/// <param name="Body">The operation of a lambda; null for methods.</param>
/// <param name="Frame">What a lambda or local function captured; null for methods.</param>
/// <param name="Receiver">The instance of a method.</param>
/// <param name="Creation">Where it was made.</param>
/// <param name="IsBase">Whether it is the method that <c>base</c> names, whatever overrides it.</param>
internal sealed record FunctionValue(IMethodSymbol Method, IOperation? Body, Frame? Frame, object? Receiver, IOperation Creation, bool IsBase = false) : IFreezable
{
    public bool IsFrozen => false;

    public void Freeze()
    {
        Frame?.Freeze();
        Freezable.Freeze(Receiver);
    }
}
