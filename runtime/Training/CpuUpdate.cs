using System.Numerics;
using System.Runtime.CompilerServices;
using Lathe.Kernels;

namespace Lathe;

/// <summary>The updates of optimisers on the processor: workers share the pieces, which depend on the parameters alone, so that results do not depend on
/// the number of workers.</summary>
sealed unsafe class CpuUpdate : IParameterUpdate
{
    static readonly Kernel Squares = AddSquares, Descent = Descend, Adam = Adapt;

    readonly CpuExecution execution;
    readonly AlignedMemory table = new();
    readonly AlignedMemory sums = new();
    readonly nint count;

    public CpuUpdate(CpuExecution execution, UpdatePiece[] pieces)
    {
        this.execution = execution;
        count = pieces.Length;
        table.Reserve(count * sizeof(UpdatePiece));
        sums.Reserve(count * sizeof(double));
        pieces.CopyTo(new Span<UpdatePiece>((UpdatePiece*)table.Address, pieces.Length));
    }

    public double GradientNorm()
    {
        execution.Launch(Squares, count, table.Address, sums.Address, execution.Gradients.Address);
        double total = 0;
        for (nint i = 0; i < count; i++)
            total += ((double*)sums.Address)[i];
        return Math.Sqrt(total);
    }

    public void Run(in SgdStep step, MemoryBlock? momentum) => execution.Launch(
        Descent, count, table.Address, execution.Parameters.Address, execution.Gradients.Address, momentum?.Address ?? 0,
        Bits(step.Rate), Bits(step.Momentum), Bits(step.Decay), Bits(step.DecoupledDecay), Bits(step.Scale), step.Nesterov ? 1 : 0);

    public void Run(in AdamStep step, MemoryBlock means, MemoryBlock squares) => execution.Launch(
        Adam, count, table.Address, execution.Parameters.Address, execution.Gradients.Address, means.Address, squares.Address,
        Bits(step.Rate), Bits(step.Beta1), Bits(step.Rest1), Bits(step.Beta2), Bits(step.Rest2), Bits(step.Correction2), Bits(step.Epsilon),
        Bits(step.Decay), Bits(step.DecoupledDecay), Bits(step.Scale));

    public void Dispose()
    {
        table.Dispose();
        sums.Dispose();
    }

    static nint Bits(float value) => BitConverter.SingleToInt32Bits(value);

    static float Float(nint bits) => BitConverter.Int32BitsToSingle((int)bits);

    static void AddSquares(ReadOnlySpan<nint> arguments, nint begin, nint end, nint scratch)
    {
        var table = (UpdatePiece*)arguments[0];
        var sums = (double*)arguments[1];
        var gradients = (float*)arguments[2];
        for (nint i = begin; i < end; i++)
        {
            double sum = 0;
            float* gradient = gradients + table[i].Offset;
            for (nint j = 0; j < table[i].Length; j++)
                sum += (double)gradient[j] * gradient[j];
            sums[i] = sum;
        }
    }

    static void Descend(ReadOnlySpan<nint> arguments, nint begin, nint end, nint scratch)
    {
        var table = (UpdatePiece*)arguments[0];
        for (nint i = begin; i < end; i++)
        {
            UpdatePiece piece = table[i];
            var rule = new SgdRule(arguments[4..], piece);
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

    static void Adapt(ReadOnlySpan<nint> arguments, nint begin, nint end, nint scratch)
    {
        var table = (UpdatePiece*)arguments[0];
        for (nint i = begin; i < end; i++)
        {
            UpdatePiece piece = table[i];
            var rule = new AdamRule(arguments[5..], piece);
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

    /// <summary>What the parameters of a piece are multiplied by: decay that is apart from the gradient follows the learning rate of the piece.</summary>
    static float Shrink(float decoupledDecay, UpdatePiece piece) => piece.Decays ? (float)(1 - ((double)piece.RateScale * decoupledDecay)) : 1;

    /// <summary>The update of one element by <see cref="Sgd"/>, in vectors, each operation rounded on its own.</summary>
    readonly struct SgdRule(ReadOnlySpan<nint> arguments, UpdatePiece piece)
    {
        readonly float rate = Float(arguments[0]) * piece.RateScale;
        readonly float momentum = Float(arguments[1]);
        readonly float decay = piece.Decays ? Float(arguments[2]) : 0;
        readonly float shrink = Shrink(Float(arguments[3]), piece);
        readonly float scale = Float(arguments[4]);
        readonly bool nesterov = arguments[5] != 0;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<float> Apply(Vector<float> parameter, Vector<float> gradient, ref Vector<float> velocity)
        {
            Vector<float> descent = (gradient * scale) + (parameter * decay);
            velocity = (velocity * momentum) + descent;
            return (parameter * shrink) - ((nesterov ? descent + (velocity * momentum) : velocity) * rate);
        }
    }

    /// <summary>The update of one element by <see cref="AdamOptimizer"/>, in vectors, each operation rounded on its own.</summary>
    readonly struct AdamRule(ReadOnlySpan<nint> arguments, UpdatePiece piece)
    {
        readonly float rate = Float(arguments[0]) * piece.RateScale;
        readonly float beta1 = Float(arguments[1]);
        readonly float rest1 = Float(arguments[2]);
        readonly float beta2 = Float(arguments[3]);
        readonly float rest2 = Float(arguments[4]);
        readonly float correction2 = Float(arguments[5]);
        readonly float epsilon = Float(arguments[6]);
        readonly float decay = piece.Decays ? Float(arguments[7]) : 0;
        readonly float shrink = Shrink(Float(arguments[8]), piece);
        readonly float scale = Float(arguments[9]);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<float> Apply(Vector<float> parameter, Vector<float> gradient, ref Vector<float> mean, ref Vector<float> square)
        {
            gradient = (gradient * scale) + (parameter * decay);
            mean = (mean * beta1) + (gradient * rest1);
            square = (square * beta2) + (gradient * gradient * rest2);
            Vector<float> denominator = (Vector.SquareRoot(square) / correction2) + new Vector<float>(epsilon);
            return (parameter * shrink) - (mean / denominator * rate);
        }
    }
}
