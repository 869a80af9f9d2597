using System.Runtime.CompilerServices;

namespace Lathe.Generator.Frontend.Values;

/// <summary>A value that can be changed until the network stands: static tables and the finished network are frozen, so that Forward is a
/// function.</summary>
internal interface IFreezable
{
    bool IsFrozen { get; }

    /// <summary>Forbids changes of this value and of all that it holds.</summary>
    void Freeze();
}

internal static class Freezable
{
    public static void Freeze(object? value)
    {
        if (Place.Strip(value) is IFreezable freezable)
        {
            RuntimeHelpers.EnsureSufficientExecutionStack();
            freezable.Freeze();
        }
    }
}
