namespace Lathe;

/// <summary>max(x, 0).</summary>
public sealed record Relu : Module;

/// <summary>x where positive, else <paramref name="Slope"/> times x (Maas et al. 2013).</summary>
/// <param name="Slope">Any number.</param>
public sealed record LeakyRelu(float Slope = 0.01f) : Module;

/// <summary>x where positive, else a learnt slope a channel (axis 0) times x (He et al. 2015). Parameter: <c>weight</c>.</summary>
/// <param name="Slope">The initial slope, any number.</param>
/// <param name="Shared">One slope for all channels.</param>
public sealed record PRelu(float Slope = 0.25f, bool Shared = false) : Module;

/// <summary>The logistic function.</summary>
public sealed record Sigmoid : Module;

/// <summary>The hyperbolic tangent.</summary>
public sealed record Tanh : Module;

/// <summary>The Gaussian error linear unit (Hendrycks and Gimpel 2016): <see cref="Tensor.Gelu"/>.</summary>
/// <param name="Approximate">Takes the tanh approximation instead of the error function.</param>
public sealed record Gelu(bool Approximate = false) : Module;

/// <summary>x times its sigmoid (Elfwing et al. 2018).</summary>
public sealed record Silu : Module;

/// <summary>exp(x) over its sum along an axis.</summary>
/// <param name="Axis">From 0, or from the end when negative.</param>
public sealed record Softmax(int Axis = -1) : Module;

/// <summary>The logarithm of the softmax.</summary>
/// <param name="Axis">From 0, or from the end when negative.</param>
public sealed record LogSoftmax(int Axis = -1) : Module;

/// <summary>Zeroes elements in training (Srivastava et al. 2014): <see cref="Tensor.Dropout"/>.</summary>
/// <param name="Probability">The probability of zeroing, in [0, 1).</param>
public sealed record Dropout(float Probability = 0.5f) : Module;

/// <summary>Zeroes channels in training (Tompson et al. 2015): <see cref="Tensor.Dropout2d"/>.</summary>
/// <param name="Probability">The probability of zeroing, in [0, 1).</param>
public sealed record Dropout2d(float Probability = 0.5f) : Module;

/// <summary>Zeroes samples in training (stochastic depth, Huang et al. 2016): <see cref="Tensor.DropPath"/>.</summary>
/// <param name="Probability">The probability of zeroing, in [0, 1).</param>
public sealed record DropPath(float Probability) : Module;

/// <summary>Its input.</summary>
public sealed record Identity : Module;

/// <summary>All axes from <paramref name="From"/> on as one: <see cref="Tensor.Flatten"/>.</summary>
/// <param name="From">An axis, from 0, or from the end when negative.</param>
public sealed record Flatten(int From = 0) : Module;
