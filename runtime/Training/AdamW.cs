using System.Numerics;
using System.Runtime.CompilerServices;
using Lathe.Kernels;

namespace Lathe;

/// <summary>Adam with decoupled weight decay (Loshchilov and Hutter 2019), as PyTorch computes it: <c>p *= 1 - rate * decay; m = beta1 * m + (1 - beta1) * g;
/// v = beta2 * v + (1 - beta2) * g²; p -= rate / (1 - beta1^t) * m / (sqrt(v) / sqrt(1 - beta2^t) + epsilon)</c>.</summary>
public sealed class AdamW : Optimizer
{
    static readonly Kernel Kernel = UpdatePiecesOf;

    /// <summary>An optimiser for a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="learningRate">The learning rate, from 0; a schedule may change it each step.</param>
    /// <param name="beta1">The decay of the mean of gradients, in [0, 1).</param>
    /// <param name="beta2">The decay of the mean of squared gradients, in [0, 1).</param>
    /// <param name="epsilon">Added to the denominator.</param>
    /// <param name="weightDecay">The weight decay, decoupled from the gradient.</param>
    /// <param name="decays">Which parameters decay.</param>
    public AdamW(
        Network network, double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0.01, DecayScope decays = DecayScope.All)
        : base(network, learningRate, weightDecay, decays, "exp_avg", "exp_avg_sq")
    {
        if (beta1 is not (>= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(beta1), beta1, "A decay lies in [0, 1).");
        if (beta2 is not (>= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(beta2), beta2, "A decay lies in [0, 1).");
        ArgumentOutOfRangeException.ThrowIfNegative(epsilon);
        Beta1 = beta1;
        Beta2 = beta2;
        Epsilon = epsilon;
    }

    /// <summary>The decay of the mean of gradients.</summary>
    public double Beta1 { get; }

    /// <summary>The decay of the mean of squared gradients.</summary>
    public double Beta2 { get; }

    /// <summary>Added to the denominator.</summary>
    public double Epsilon { get; }

    internal override string Kind => "adamw";

    private protected override void Update(float gradientScale)
    {
        CpuExecution execution = Network.Execution;
        double correction1 = 1 - Math.Pow(Beta1, Steps), correction2 = Math.Sqrt(1 - Math.Pow(Beta2, Steps));
        execution.Launch(
            Kernel, Pieces.Count, Pieces.Address, execution.Parameters.Address, execution.Gradients.Address, States[0].Memory.Address, States[1].Memory.Address,
            Bits(LearningRate / correction1), Bits(Beta1), Bits(1 - Beta1), Bits(Beta2), Bits(1 - Beta2), Bits(correction2), Bits(Epsilon),
            Bits(1 - (LearningRate * WeightDecay)), Bits(gradientScale));
    }

    static nint Bits(double value) => BitConverter.SingleToInt32Bits((float)value);

    static unsafe void UpdatePiecesOf(ReadOnlySpan<nint> arguments, nint begin, nint end, nint scratch)
    {
        var table = (UpdatePiece*)arguments[0];
        for (nint i = begin; i < end; i++)
        {
            UpdatePiece piece = table[i];
            var rule = new Rule(arguments[5..], piece.Decays);
            float* parameters = (float*)arguments[1] + piece.Offset, gradients = (float*)arguments[2] + piece.Offset;
            float* means = (float*)arguments[3] + piece.Offset, squares = (float*)arguments[4] + piece.Offset;
            nint j = 0;
            for (; j <= piece.Length - Vector<float>.Count; j += Vector<float>.Count)
            {
                Vector<float> mean = Vector.Load(means + j), square = Vector.Load(squares + j);
                Vector.Store(rule.Apply(Vector.Load(parameters + j), Vector.Load(gradients + j), ref mean, ref square), parameters + j);
                Vector.Store(mean, means + j);
                Vector.Store(square, squares + j);
            }
            for (; j < piece.Length; j++)
            {
                Vector<float> mean = new(means[j]), square = new(squares[j]);
                parameters[j] = rule.Apply(new Vector<float>(parameters[j]), new Vector<float>(gradients[j]), ref mean, ref square)[0];
                means[j] = mean[0];
                squares[j] = square[0];
            }
        }
    }

    /// <summary>The update of one element, in vectors, each operation rounded on its own.</summary>
    readonly struct Rule(ReadOnlySpan<nint> arguments, bool decays)
    {
        readonly float rate = Float(arguments[0]);
        readonly float beta1 = Float(arguments[1]);
        readonly float rest1 = Float(arguments[2]);
        readonly float beta2 = Float(arguments[3]);
        readonly float rest2 = Float(arguments[4]);
        readonly float correction2 = Float(arguments[5]);
        readonly float epsilon = Float(arguments[6]);
        readonly float shrink = decays ? Float(arguments[7]) : 1;
        readonly float scale = Float(arguments[8]);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<float> Apply(Vector<float> parameter, Vector<float> gradient, ref Vector<float> mean, ref Vector<float> square)
        {
            gradient *= scale;
            mean = (mean * beta1) + (gradient * rest1);
            square = (square * beta2) + (gradient * gradient * rest2);
            Vector<float> denominator = (Vector.SquareRoot(square) / correction2) + new Vector<float>(epsilon);
            return (parameter * shrink) - (mean / denominator * rate);
        }

        static float Float(nint bits) => BitConverter.Int32BitsToSingle((int)bits);
    }
}
