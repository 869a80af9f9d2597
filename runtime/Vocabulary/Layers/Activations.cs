namespace Lathe;

/// <summary>max(x, 0).</summary>
public sealed record Relu : Module;

/// <summary>x where positive, else <paramref name="Slope"/> times x.</summary>
public sealed record LeakyRelu(float Slope = 0.01f) : Module;

/// <summary>x where positive, else a learnt slope a channel (axis 0) times x (He et al. 2015). Parameter: <c>weight</c>.</summary>
/// <param name="Slope">The initial slope.</param>
/// <param name="Shared">One slope for all channels.</param>
public sealed record PRelu(float Slope = 0.25f, bool Shared = false) : Module;

/// <summary>The logistic function.</summary>
public sealed record Sigmoid : Module;

/// <summary>The hyperbolic tangent.</summary>
public sealed record Tanh : Module;

/// <summary>The Gaussian error linear unit.</summary>
public sealed record Gelu(bool Approximate = false) : Module;

/// <summary>x times its sigmoid.</summary>
public sealed record Silu : Module;

/// <summary>exp(x) over its sum along an axis.</summary>
public sealed record Softmax(int Axis = -1) : Module;

/// <summary>The logarithm of the softmax.</summary>
public sealed record LogSoftmax(int Axis = -1) : Module;

/// <summary>Zeroes elements in training: <see cref="Tensor.Dropout"/>.</summary>
public sealed record Dropout(float Probability = 0.5f) : Module;

/// <summary>Zeroes channels in training: <see cref="Tensor.Dropout2d"/>.</summary>
public sealed record Dropout2d(float Probability = 0.5f) : Module;

/// <summary>Zeroes samples in training: <see cref="Tensor.DropPath"/>.</summary>
public sealed record DropPath(float Probability) : Module;

/// <summary>Its input.</summary>
public sealed record Identity : Module;

/// <summary>All axes from <paramref name="From"/> on as one.</summary>
public sealed record Flatten(int From = 0) : Module;
