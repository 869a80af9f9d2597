using Lathe.Generator.Support;

namespace Lathe.Generator.Graph;

/// <summary>A trainable tensor.</summary>
/// <param name="Name">The state-dict name: <c>layer1.0.conv1.weight</c>.</param>
/// <param name="Shape">The extents under that name, as PyTorch has them: O, I/groups, KH, KW for a convolution.</param>
/// <param name="Layout">How it lies in memory: how <paramref name="Shape"/> is first split and then permuted.</param>
/// <param name="Initializer">The distribution of the initial values.</param>
/// <param name="Decays">Whether weight decay applies when only weights decay (false for biases, norms and slopes).</param>
internal sealed record Parameter(string Name, EquatableArray<int> Shape, Layout Layout, Initializer Initializer, bool Decays = true);

/// <summary>A tensor that a training step replaces and the optimiser does not touch: a running statistic.</summary>
/// <param name="Name">The state-dict name.</param>
/// <param name="Shape">The extents, in memory order too.</param>
/// <param name="InitialValue">The constant it starts with.</param>
internal sealed record State(string Name, EquatableArray<int> Shape, double InitialValue);

/// <summary>From the state-dict's axes to memory: reshape to <paramref name="Split"/>, then let memory axis i be split axis
/// <c>Permutation[i]</c>. A grouped convolution splits O into G, O/G and orders G, KH, KW, I/G, O/G.</summary>
internal sealed record Layout(EquatableArray<int> Split, EquatableArray<int> Permutation)
{
    static readonly EquatableArray<int> VectorOrder = [0];

    /// <summary>The extents in memory order.</summary>
    public EquatableArray<int> MemoryShape
    {
        get
        {
            var extents = new int[Permutation.Count];
            for (var axis = 0; axis < extents.Length; axis++)
            {
                extents[axis] = Split[Permutation[axis]];
            }

            return EquatableArray.Adopt(extents);
        }
    }

    /// <summary>The layout of a tensor that lies in memory as the state-dict has it.</summary>
    public static Layout Plain(EquatableArray<int> shape) => new(shape, shape.Count == 1 ? VectorOrder : Enumerable.Range(0, shape.Count).ToEquatableArray());
}

/// <summary>The distribution of initial values; the runtime draws them, keyed by seed and name.</summary>
/// <param name="Kind">The family.</param>
/// <param name="First">Constant: the value. Uniform: the lower end. Normal kinds: the mean.</param>
/// <param name="Second">Uniform: the upper end. Normal kinds: the standard deviation, truncated at two of them if so named.</param>
/// <param name="Values">Values: an element each; otherwise none.</param>
internal sealed record Initializer(InitializerKind Kind, double First = 0, double Second = 0, EquatableArray<double> Values = default)
{
    public static Initializer Zero { get; } = new(InitializerKind.Constant, 0);

    public static Initializer One { get; } = new(InitializerKind.Constant, 1);
}

internal enum InitializerKind
{
    Constant,
    Values,
    Uniform,
    Normal,
    TruncatedNormal,
}
