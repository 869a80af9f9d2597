using Lathe.Generator.Support;

namespace Lathe.Generator.Graph;

/// <summary>A whole network: what <c>Forward</c> and <c>Loss</c> computed when they were evaluated, in training and in inference, over
/// one union of parameters and states.</summary>
/// <param name="Name">The record's full name.</param>
/// <param name="Inputs">The tensors a caller hands in, <c>x</c> first.</param>
/// <param name="Parameters">In declaration order; their memory order too.</param>
/// <param name="States">In declaration order.</param>
/// <param name="Training">Forward with <c>Training</c> true.</param>
/// <param name="Inference">Forward with <c>Training</c> false.</param>
/// <param name="Loss">The loss, a function of outputs, targets and extra inputs; a graph of its own whose inputs name them.</param>
/// <param name="Layers">Every module application, in order of first application, for inspection.</param>
/// <param name="Backward">What differentiation adds: from gradients of the outputs to those of parameters and input. Null before.</param>
internal sealed record NetworkGraph(
    string Name,
    EquatableArray<InputTensor> Inputs,
    EquatableArray<Parameter> Parameters,
    EquatableArray<State> States,
    Function Training,
    Function Inference,
    Function Loss,
    EquatableArray<Layer> Layers,
    Function? Backward = null)
{
    /// <summary>Rows and columns of the largest tiles by which the processor may convolve with Winograd's algorithm.</summary>
    public int WinogradTile { get; init; } = SmallestWinogradTile;

    /// <summary>The tiles of every network that does not ask for larger ones.</summary>
    public const int SmallestWinogradTile = 2;
}

/// <summary>A tensor handed in at run time.</summary>
/// <param name="Name"><c>x</c>, <c>targets</c>, or the name of a parameter of <c>Forward</c> or <c>Loss</c>.</param>
/// <param name="UserShape">The extents without the batch as the user sees them: C, H, W.</param>
/// <param name="Shape">The extents in memory: N, H, W, C. The runtime permutes on the way in.</param>
/// <param name="Type">Float32, or Int32 for indices.</param>
internal sealed record InputTensor(string Name, EquatableArray<int> UserShape, Shape Shape, DType Type = DType.Float32);

/// <summary>The roots of one callable part; everything they reach belongs to it.</summary>
/// <param name="Results">Named results in order: outputs of Forward (<c>logits</c>, <c>aux1</c>); the loss and
/// <c>gradient:logits</c>… of Loss; <c>gradient:NAME</c> a parameter and <c>gradient:x</c> of Backward.</param>
/// <param name="StateUpdates">The new value of each state that the part replaces.</param>
internal sealed record Function(EquatableArray<Result> Results, EquatableArray<StateUpdate> StateUpdates)
{
    public static Function Empty { get; } = new([], []);

    public IEnumerable<Node> Roots => Results.Items.Select(result => result.Node).Concat(StateUpdates.Items.Select(update => update.Node));
}

/// <summary>A named result. <paramref name="UserAxes"/> tells which memory axis each of the user's axes is (batch excluded from the user's
/// and counted as 0 in memory): 3, 1, 2 for an image.</summary>
internal sealed record Result(string Name, Node Node, EquatableArray<int> UserAxes);

/// <summary>The node whose value replaces the state of that name at the end of a training forward pass.</summary>
internal sealed record StateUpdate(string State, Node Node);

/// <summary>A module that was applied.</summary>
/// <param name="Path">Its path, the state-dict prefix of its parameters.</param>
/// <param name="Kind">The record's name: <c>Conv</c>.</param>
/// <param name="Training">Its (first) output when training; null where only inference applies it, or where it has several.</param>
/// <param name="Inference">Its (first) output in inference; null where only training applies it, or where it has several.</param>
internal sealed record Layer(string Path, string Kind, Result? Training, Result? Inference);
