using Lathe.Generator.Graph;
using Lathe.Generator.Plan;

namespace Lathe.Generator.Ops.Lowering;

/// <summary>How an operation becomes part of a Plan. Every operation is one of the kinds below.</summary>
internal interface ILowered
{
    /// <summary>The word of the field for names of kernels: <c>sum</c>.</summary>
    string Verb { get; }

    /// <summary>What the operation asks of an input.</summary>
    Demand DemandOf(Node self, int input);
}

/// <summary>A tensor from outside: it has a value already, or brings one.</summary>
internal interface ISource : ILowered
{
    Value Place(ILowering lowering, Node self);
}

/// <summary>An operation that can name any element of its result as an expression, so that it may be inlined where it is used.</summary>
internal interface IElementwise : ILowered
{
    /// <summary>About how many simple arithmetic instructions an element takes, those of inlined inputs not counted.</summary>
    int Cost { get; }

    Scalar Element(ILowering lowering, Node self, Position position);
}

/// <summary>Elements of its input under other positions: free, and never stored unless somebody demands it.</summary>
internal interface IView : IElementwise
{
    /// <summary>Whether the elements lie in the same row-major order, so that both can be one buffer.</summary>
    bool IsAlias { get; }

    /// <summary>Whether a demand on the result is met when the input meets it.</summary>
    bool Forwards(Node self, DemandKind demand);
}

/// <summary>An element is a fold over several elements of the input: computed once, never inside another fold.</summary>
internal interface IFolding : IElementwise;

/// <summary>An operation with a loop structure of its own, whose result is always stored.</summary>
internal interface IStoring : ILowered
{
    void Lower(ILowering lowering, Node self, Destination destination);
}

/// <summary>Where a result goes.</summary>
/// <param name="Value">The buffer, row-major.</param>
/// <param name="Accumulate">Whether the result is added to what is there.</param>
internal readonly record struct Destination(Value Value, bool Accumulate = false);

/// <param name="Kind">In what form.</param>
/// <param name="IsRepeated">Whether elements of the input are read more than once each.</param>
internal readonly record struct Demand(DemandKind Kind, bool IsRepeated = false);

/// <summary>The forms in which an operation can ask for an input, from anything to most particular.</summary>
internal enum DemandKind
{
    /// <summary>Any expression.</summary>
    Element,

    /// <summary>A load, so that it can be guarded.</summary>
    Load,

    /// <summary>A load whose offset is affine and unguarded.</summary>
    Strided,

    /// <summary>A row-major buffer.</summary>
    Stored,
}
