using System.Runtime.Intrinsics;

namespace Lathe.Bench.Fusion;

/// <summary>What an expert writes by hand for one thread: fused as far as the data allow, vectors of 16 lanes, rows of contiguous channels whose number is a
/// multiple of 16 unless a method says otherwise.</summary>
internal static unsafe class HandWritten
{
    const int Lanes = 16;

    /// <summary>Statistics over rows in one pass, then <c>max(0, batch norm(x) + x)</c> in a second one.</summary>
    /// <param name="statistics">Receives the means, the reciprocal deviations, and the lines that the second pass computes: slopes and offsets.</param>
    public static void BatchNormJoin(float* x, float* scale, float* shift, float* statistics, float* y, int rows, int channels)
    {
        const float Epsilon = 1e-5f;
        float* mean = statistics, reciprocal = mean + channels, slope = reciprocal + channels, offset = slope + channels;
        for (var c = 0; c < channels; c += Lanes)
        {
            // Two rows a turn hide the latency of the additions.
            Vector512<float> sum0 = default, sum1 = default, square0 = default, square1 = default;
            var row = x + c;
            for (var r = 0; r < rows; r += 2, row += 2 * channels)
            {
                Vector512<float> a = Vector512.Load(row), b = Vector512.Load(row + channels);
                sum0 += a;
                sum1 += b;
                square0 = Vector512.FusedMultiplyAdd(a, a, square0);
                square1 = Vector512.FusedMultiplyAdd(b, b, square1);
            }

            var average = (sum0 + sum1) / rows;
            var inverse = Vector512<float>.One / Vector512.Sqrt(((square0 + square1) / rows) - (average * average) + Vector512.Create(Epsilon));
            var factor = Vector512.Load(scale + c) * inverse;
            average.Store(mean + c);
            inverse.Store(reciprocal + c);
            (factor + Vector512<float>.One).Store(slope + c);
            (Vector512.Load(shift + c) - (factor * average)).Store(offset + c);
        }

        for (var r = 0; r < rows; r++, x += channels, y += channels)
        {
            for (var c = 0; c < channels; c += Lanes)
                Vector512.Max(Vector512<float>.Zero, Vector512.FusedMultiplyAdd(Vector512.Load(x + c), Vector512.Load(slope + c), Vector512.Load(offset + c))).Store(y + c);
        }
    }

    /// <summary>The gradient of <see cref="BatchNormJoin"/>: sums of the masked gradient and of its product with the normalised input in one pass, the gradient
    /// of the input in a second one. It adds to the gradients of scale and shift.</summary>
    /// <param name="statistics">What the forward pass left there.</param>
    public static void BatchNormJoinGradient(
        float* x, float* y, float* gradient, float* scale, float* statistics, float* scaleGradient, float* shiftGradient, float* inputGradient, int rows, int channels)
    {
        for (var c = 0; c < channels; c += Lanes)
        {
            Vector512<float> mean = Vector512.Load(statistics + c), reciprocal = Vector512.Load(statistics + channels + c), sum = default, product = default;
            for (var i = c; i < rows * channels; i += channels)
            {
                var masked = Masked(y + i, gradient + i);
                sum += masked;
                product = Vector512.FusedMultiplyAdd(masked, (Vector512.Load(x + i) - mean) * reciprocal, product);
            }

            (Vector512.Load(scaleGradient + c) + product).Store(scaleGradient + c);
            (Vector512.Load(shiftGradient + c) + sum).Store(shiftGradient + c);

            // factor (g - sum / rows - x' product / rows) + g, as a line in g and x
            var factor = Vector512.Load(scale + c) * reciprocal;
            var slope = -factor * product / rows * reciprocal;
            var offset = (-factor * sum / rows) - (slope * mean);
            factor += Vector512<float>.One;
            for (var i = c; i < rows * channels; i += channels)
                Vector512.FusedMultiplyAdd(factor, Masked(y + i, gradient + i), Vector512.FusedMultiplyAdd(slope, Vector512.Load(x + i), offset)).Store(inputGradient + i);
        }
    }

    /// <summary>The softmax of each row; rows need not fill vectors.</summary>
    public static void Softmax(float* x, float* y, int rows, int columns)
    {
        for (var r = 0; r < rows; r++, x += columns, y += columns)
        {
            var whole = columns / Lanes * Lanes;
            var most = Vector512.Create(float.NegativeInfinity);
            for (var c = 0; c < whole; c += Lanes)
                most = Vector512.Max(most, Vector512.Load(x + c));
            var maximum = float.NegativeInfinity;
            for (var lane = 0; lane < Lanes; lane++)
                maximum = Math.Max(maximum, most[lane]);
            for (var c = whole; c < columns; c++)
                maximum = Math.Max(maximum, x[c]);

            var sums = Vector512<float>.Zero;
            for (var c = 0; c < whole; c += Lanes)
            {
                var power = Vector512.Exp(Vector512.Load(x + c) - Vector512.Create(maximum));
                power.Store(y + c);
                sums += power;
            }

            var sum = Vector512.Sum(sums);
            for (var c = whole; c < columns; c++)
                sum += y[c] = MathF.Exp(x[c] - maximum);
            var factor = 1 / sum;
            for (var c = 0; c < whole; c += Lanes)
                (Vector512.Load(y + c) * factor).Store(y + c);
            for (var c = whole; c < columns; c++)
                y[c] *= factor;
        }
    }

    /// <summary>The layer norm of each row: its mean, then its variance, then the result, while the row is in the first cache.</summary>
    public static void LayerNorm(float* x, float* scale, float* shift, float* y, int rows, int columns)
    {
        const float Epsilon = 1e-5f;
        for (var r = 0; r < rows; r++, x += columns, y += columns)
        {
            Vector512<float> sum0 = default, sum1 = default;
            for (var c = 0; c < columns; c += 2 * Lanes)
            {
                sum0 += Vector512.Load(x + c);
                sum1 += Vector512.Load(x + c + Lanes);
            }

            var mean = Vector512.Create(Vector512.Sum(sum0 + sum1) / columns);
            (sum0, sum1) = (default, default);
            for (var c = 0; c < columns; c += 2 * Lanes)
            {
                Vector512<float> a = Vector512.Load(x + c) - mean, b = Vector512.Load(x + c + Lanes) - mean;
                sum0 = Vector512.FusedMultiplyAdd(a, a, sum0);
                sum1 = Vector512.FusedMultiplyAdd(b, b, sum1);
            }

            var factor = Vector512.Create(1 / MathF.Sqrt((Vector512.Sum(sum0 + sum1) / columns) + Epsilon));
            for (var c = 0; c < columns; c += Lanes)
                Vector512.FusedMultiplyAdd((Vector512.Load(x + c) - mean) * factor, Vector512.Load(scale + c), Vector512.Load(shift + c)).Store(y + c);
        }
    }

    /// <summary>SGD with Nesterov momentum and weight decay: <c>g += d p; b = m b + g; p -= r (g + m b)</c>.</summary>
    public static void Update(float* parameters, float* gradients, float* momenta, int count, float rate, float momentum, float decay)
    {
        Vector512<float> rates = Vector512.Create(-rate), factor = Vector512.Create(momentum), decays = Vector512.Create(decay);
        for (var i = 0; i < count; i += Lanes)
        {
            var parameter = Vector512.Load(parameters + i);
            var gradient = Vector512.FusedMultiplyAdd(decays, parameter, Vector512.Load(gradients + i));
            var velocity = Vector512.FusedMultiplyAdd(factor, Vector512.Load(momenta + i), gradient);
            velocity.Store(momenta + i);
            Vector512.FusedMultiplyAdd(rates, Vector512.FusedMultiplyAdd(factor, velocity, gradient), parameter).Store(parameters + i);
        }
    }

    /// <summary>The gradient where the result of ReLU is positive, else zero.</summary>
    static Vector512<float> Masked(float* y, float* gradient) => Vector512.GreaterThan(Vector512.Load(y), Vector512<float>.Zero) & Vector512.Load(gradient);
}
