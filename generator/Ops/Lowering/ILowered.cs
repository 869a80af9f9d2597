using Lathe.Generator.Graph;
using Lathe.Generator.Plan;
using Lathe.Generator.Support;

namespace Lathe.Generator.Ops.Lowering;

/// <summary>How an operation becomes part of a Plan. Every operation is one of the kinds below.</summary>
internal interface ILowered
{
    /// <summary>The word of the field for names of kernels: <c>sum</c>.</summary>
    string Verb { get; }

    /// <summary>What the operation asks of an input.</summary>
    Demand DemandOf(Node self, int input);
}

/// <summary>A tensor that is computed from no other.</summary>
internal interface ILeaf : ILowered
{
    Change Changes { get; }
}

/// <summary>When a tensor may have other elements than before.</summary>
internal enum Change
{
    Never,

    /// <summary>Between updates, but not between the steps of one: parameters.</summary>
    Update,

    /// <summary>With every training step: running statistics.</summary>
    TrainingStep,

    /// <summary>With every step.</summary>
    Step,
}

/// <summary>A tensor from outside: it has a value already, or brings one.</summary>
internal interface ISource : ILeaf
{
    Value Place(ILowering lowering, Node self);
}

/// <summary>An operation that can name any element of its result as an expression, so that it may be inlined where it is used.</summary>
internal interface IElementwise : ILowered
{
    ElementKind Kind { get; }

    /// <summary>About how many simple arithmetic instructions an element takes, those of inlined inputs not counted.</summary>
    int Cost { get; }

    Scalar ElementAt(ILowering lowering, Node self, Position position);
}

/// <summary>An operation that names elements of its input by other positions.</summary>
internal interface IView : IElementwise
{
    /// <summary>Whether the elements lie in the same row-major order, so that both can be one buffer.</summary>
    bool IsAlias { get; }

    /// <summary>Whether a demand on the result is met when the input meets it.</summary>
    bool Forwards(Node self, DemandKind demand);
}

/// <summary>What an element costs.</summary>
internal enum ElementKind
{
    /// <summary>Arithmetic on one element of each input.</summary>
    Arithmetic,

    /// <summary>Next to nothing: never stored unless somebody demands it.</summary>
    View,

    /// <summary>A loop over several elements of an input: computed once, and not within another such loop.</summary>
    Fold,
}

/// <summary>An operation that folds windows.</summary>
internal interface IWindowed : IElementwise
{
    /// <summary>The windows that its loops run over.</summary>
    EquatableArray<WindowAxis> Windows { get; }
}

/// <summary>An operation with a loop structure of its own, whose result is always stored.</summary>
internal interface IStoring : ILowered
{
    void Lower(ILowering lowering, Node self, Destination destination);
}

/// <summary>An operation whose result is made of its inputs, each of which may be computed right in its place.</summary>
internal interface IAssembling : IStoring
{
    /// <summary>Which part of the result an input is.</summary>
    Section PlaceOf(Node self, int input);
}

/// <summary>A view that may be of neighbouring positions along one axis.</summary>
internal interface ISectioning : IView
{
    /// <summary>The part of the input that it shows; null where it is no section.</summary>
    Section? SectionOf(Node self);
}

/// <summary>The positions from <paramref name="Start"/> on, <paramref name="Length"/> of them, along one axis.</summary>
internal readonly record struct Section(int Axis, long Start, long Length);

/// <summary>Where a result goes.</summary>
/// <param name="Place">Where its elements lie.</param>
/// <param name="Accumulate">Whether the result is added to what is there.</param>
internal readonly record struct Destination(Residence Place, bool Accumulate = false);

/// <param name="Kind">In what form.</param>
/// <param name="IsRepeated">Whether elements of the input are read more than once each.</param>
/// <param name="IsGuarded">Whether positions outside of the input are asked for too, whose elements are not used.</param>
internal readonly record struct Demand(DemandKind Kind, bool IsRepeated = false, bool IsGuarded = false);

/// <summary>The forms in which an operation can ask for an input, from anything to most particular.</summary>
internal enum DemandKind
{
    /// <summary>Any expression.</summary>
    Element,

    /// <summary>A load whose offset is affine and unguarded.</summary>
    Strided,

    /// <summary>The same, with the axes one within the other in their own order, as kernels read images and their weights; there may be gaps.</summary>
    Ordered,

    /// <summary>A row-major buffer.</summary>
    Stored,
}
