namespace Lathe.Models;

/// <summary>Capsules: groups of units whose length says that something is there, and whose direction says how it looks.</summary>
/// <remarks>
/// Sabour, Frosst, Hinton: Dynamic Routing Between Capsules, NeurIPS 2017, arXiv:1710.09829, for MNIST, without the biases of the digits' capsules that the
/// authors' code has.
/// </remarks>
public abstract record CapsuleNetwork : Module
{
    const int Types = 32, Dimensions = 8, Places = 36, Digits = 10, DigitDimensions = 16, Iterations = 3;
    const float Small = 1e-9f;

    [Name("W")]
    readonly Parameter votes = new(Types * Places, Digits, DigitDimensions, Dimensions) { Initial = new Initial.Normal(0.01) };

    readonly Conv conv1 = new(256, Kernel: 9);
    readonly Conv primary = new(Types * Dimensions, Kernel: 9, Stride: 2);

    /// <summary>Images to a capsule a digit: 10, 16.</summary>
    protected Tensor Capsules(Tensor x)
    {
        var features = x.Then(conv1).Relu().Then(primary).Reshape(Types, Dimensions, Places).Permute(0, 2, 1);
        return Route(Votes(Squash(features.Reshape(-1, Dimensions))));
    }

    /// <summary>How long capsules are, which is how sure they are: capsules, dimensions to capsules.</summary>
    protected static Tensor Lengths(Tensor capsules) => (capsules.Square().Sum(1) + Small).Sqrt();

    /// <summary>The margin loss, equation 4: digits that are there have a length of at least 0.9, others of at most 0.1.</summary>
    protected static Tensor MarginLoss(Tensor lengths, Tensor targets)
    {
        var present = (0.9f - lengths).Relu().Square() * targets;
        var absent = (lengths - 0.1f).Relu().Square() * (1 - targets) * 0.5f;
        return (present + absent).Sum().BatchMean();
    }

    /// <summary>Equation 1: short capsules become shorter, long ones almost one long.</summary>
    static Tensor Squash(Tensor capsules)
    {
        var square = capsules.Square().SumKeep(1);
        return capsules * (square / (1 + square) / (square + Small).Sqrt());
    }

    /// <summary>What each capsule of the image expects of each digit's: image's capsules, digits, dimensions.</summary>
    Tensor Votes(Tensor capsules)
    {
        Tensor weights = votes;
        return weights.Reshape(-1, Digits * DigitDimensions, Dimensions).MatMul(capsules.Reshape(-1, Dimensions, 1)).Reshape(-1, Digits, DigitDimensions);
    }

    /// <summary>Procedure 1: votes that agree with the outcome count more in the next round.</summary>
    static Tensor Route(Tensor votes)
    {
        var outcome = Squash(votes.Sum(0) / Digits);
        Tensor agreement = 0;
        for (var iteration = 1; iteration < Iterations; iteration++)
        {
            agreement += (votes * outcome).Sum(2);
            outcome = Squash((votes * agreement.Softmax(1).Reshape(-1, Digits, 1)).Sum(0));
        }

        return outcome;
    }
}

/// <summary>Capsules with a decoder that draws the digit again from its capsule.</summary>
/// <remarks>Training draws the digit that the labels name, and needs them before the loss does: a trainer hands them in, other programs by <c>network.SetInput("labels", oneHot)</c>.</remarks>
public abstract record CapsuleDecoder : CapsuleNetwork
{
    const float ReconstructionWeight = 0.0005f;

    [Name("dec.0")]
    readonly Linear expand = new(512);

    [Name("dec.2")]
    readonly Linear hidden = new(1024);

    [Name("dec.4")]
    readonly Linear draw = new(28 * 28);

    /// <summary>Images to the lengths of the digits' capsules, and the images that the decoder draws.</summary>
    public (Tensor Logits, Tensor Reconstruction) Forward(Tensor x, [Input(10)] Tensor labels)
    {
        var capsules = Capsules(x);
        var lengths = Lengths(capsules);
        var digit = Training ? labels : lengths.OneHotArgMax();
        var drawn = (capsules * digit.Reshape(-1, 1)).Flatten().Then(expand).Relu().Then(hidden).Relu().Then(draw).Sigmoid();
        return (lengths, drawn);
    }

    /// <summary>The margin loss, and how far the drawing is from the image.</summary>
    public Tensor Loss(Tensor logits, Tensor reconstruction, Tensor x, Tensor targets) =>
        MarginLoss(logits, targets) + (reconstruction - x.Flatten()).Square().Sum().BatchMean() * ReconstructionWeight;
}

/// <summary>The capsule network with its decoder: 8.2 million parameters.</summary>
[Network(1, 28, 28)]
public sealed partial record CapsNetMnist() : CapsuleDecoder;

/// <summary>The capsule network without the decoder: 6.8 million parameters.</summary>
[Network(1, 28, 28)]
public sealed partial record CapsNetMnistPlain() : CapsuleNetwork
{
    /// <summary>Images to the lengths of the digits' capsules.</summary>
    public Tensor Forward(Tensor x) => Lengths(Capsules(x));

    /// <summary>The margin loss.</summary>
    public Tensor Loss(Tensor logits, Tensor targets) => MarginLoss(logits, targets);
}
