using Lathe.Kernels.Cuda;
using Xunit;

namespace Lathe.EmulatedCuda.Tests;

/// <summary>Compares tensors by the distance between them, relative to their norm, with what a precision explains.</summary>
internal sealed class Comparison(CudaPrecision precision)
{
    /// <summary>Of one tensor, and in the middle of all gradients. Roundings of 2^-11 and 2^-8 add up along a network, and turn a ReLU here and there.</summary>
    readonly (double Worst, double Median) tolerance = precision switch
    {
        CudaPrecision.Float32 => (1e-4, 2e-5),
        CudaPrecision.TensorFloat32 => (0.1, 2e-2),
        _ => (0.6, 0.1),
    };

    public void Expect(string name, float[] expected, float[] actual) =>
        Check(name, Distance(expected, actual) / Math.Max(Norm(expected), 1e-6), tolerance.Worst);

    public void ExpectGradients(Network expected, Network actual)
    {
        // A gradient that is all but zero next to the others is rounding: the bias of a convolution before batch norm.
        var largest = expected.Gradients.Max(gradient => Norm(gradient.ToArray()));
        var errors = new List<double>();
        foreach (var gradient in expected.Gradients)
        {
            var (right, ours) = (gradient.ToArray(), actual.Gradients[gradient.Name].ToArray());
            errors.Add(Distance(right, ours) / Math.Max(Norm(right), 1e-2 * largest));
            Check("the gradient of " + gradient.Name, errors[^1], tolerance.Worst);
        }

        Check("the median gradient", errors.Order().ElementAt(errors.Count / 2), tolerance.Median);
    }

    void Check(string name, double error, double limit) =>
        Assert.True(error <= limit, FormattableString.Invariant($"{name} is {error:g3} of its norm away, more than {limit:g3} in {precision}"));

    static double Norm(float[] values) => Math.Sqrt(values.Sum(value => (double)value * value));

    static double Distance(float[] expected, float[] actual) => Math.Sqrt(expected.Zip(actual, (right, ours) => ((double)right - ours) * ((double)right - ours)).Sum());
}
