using System.Numerics;
using System.Runtime.CompilerServices;
using Lathe.Kernels;

namespace Lathe;

/// <summary>Stochastic gradient descent with momentum, as PyTorch computes it: <c>g += decay * p; b = momentum * b + g; p -= rate * (nesterov ? g + momentum * b : b)</c>
/// (Sutskever et al. 2013 for the Nesterov form).</summary>
public sealed class Sgd : Optimizer
{
    static readonly Kernel Kernel = UpdatePiecesOf;

    /// <summary>An optimiser for a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="learningRate">The learning rate, from 0; a schedule may change it each step.</param>
    /// <param name="momentum">The momentum, in [0, 1).</param>
    /// <param name="weightDecay">Added to the gradient as this times the parameter.</param>
    /// <param name="nesterov">Looks ahead along the momentum; needs one.</param>
    /// <param name="decays">Which parameters decay.</param>
    public Sgd(Network network, double learningRate = 0.1, double momentum = 0, double weightDecay = 0, bool nesterov = false, DecayScope decays = DecayScope.All)
        : base(network, learningRate, weightDecay, decays, momentum > 0 ? ["momentum_buffer"] : [])
    {
        if (momentum is not (>= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(momentum), momentum, "Momentum lies in [0, 1).");
        if (nesterov && momentum == 0)
            throw new ArgumentException("Nesterov's form needs a momentum.", nameof(nesterov));
        Momentum = momentum;
        Nesterov = nesterov;
    }

    /// <summary>The momentum.</summary>
    public double Momentum { get; }

    /// <summary>Whether it looks ahead along the momentum.</summary>
    public bool Nesterov { get; }

    internal override string Kind => "sgd";

    private protected override void Update(float gradientScale)
    {
        CpuExecution execution = Network.Execution;
        execution.Launch(
            Kernel, Pieces.Count, Pieces.Address, execution.Parameters.Address, execution.Gradients.Address,
            States.Length > 0 ? States[0].Memory.Address : 0,
            Bits(LearningRate), Bits(Momentum), Bits(WeightDecay), Bits(gradientScale), Nesterov ? 1 : 0);
    }

    static nint Bits(double value) => BitConverter.SingleToInt32Bits((float)value);

    static unsafe void UpdatePiecesOf(ReadOnlySpan<nint> arguments, nint begin, nint end, nint scratch)
    {
        var table = (UpdatePiece*)arguments[0];
        float rate = Float(arguments[4]), momentum = Float(arguments[5]), decay = Float(arguments[6]), scale = Float(arguments[7]);
        bool nesterov = arguments[8] != 0;
        for (nint i = begin; i < end; i++)
        {
            UpdatePiece piece = table[i];
            var rule = new Rule(rate, momentum, piece.Decays ? decay : 0, scale, nesterov);
            float* parameters = (float*)arguments[1] + piece.Offset, gradients = (float*)arguments[2] + piece.Offset;
            float* buffer = arguments[3] == 0 ? null : (float*)arguments[3] + piece.Offset;
            nint j = 0;
            for (; j <= piece.Length - Vector<float>.Count; j += Vector<float>.Count)
            {
                Vector<float> velocity = buffer == null ? default : Vector.Load(buffer + j);
                Vector<float> updated = rule.Apply(Vector.Load(parameters + j), Vector.Load(gradients + j), ref velocity);
                Vector.Store(updated, parameters + j);
                if (buffer != null)
                    Vector.Store(velocity, buffer + j);
            }
            for (; j < piece.Length; j++)
            {
                var velocity = new Vector<float>(buffer == null ? 0 : buffer[j]);
                parameters[j] = rule.Apply(new Vector<float>(parameters[j]), new Vector<float>(gradients[j]), ref velocity)[0];
                if (buffer != null)
                    buffer[j] = velocity[0];
            }
        }
    }

    static float Float(nint bits) => BitConverter.Int32BitsToSingle((int)bits);

    /// <summary>The update of one element, in vectors, each operation rounded on its own.</summary>
    readonly struct Rule(float rate, float momentum, float decay, float scale, bool nesterov)
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<float> Apply(Vector<float> parameter, Vector<float> gradient, ref Vector<float> velocity)
        {
            Vector<float> descent = (gradient * scale) + (parameter * decay);
            velocity = (velocity * momentum) + descent;
            return parameter - ((nesterov ? descent + (velocity * momentum) : velocity) * rate);
        }
    }
}
