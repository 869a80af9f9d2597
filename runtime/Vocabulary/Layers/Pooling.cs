namespace Lathe;

/// <summary>Windowed maximum: <see cref="Tensor.MaxPool"/>.</summary>
public sealed record MaxPool(int Kernel, int Stride = 0, int Padding = 0, bool CeilMode = false) : Module;

/// <summary>Windowed mean: <see cref="Tensor.AveragePool"/>.</summary>
public sealed record AveragePool(int Kernel, int Stride = 0, int Padding = 0, bool CeilMode = false, bool CountIncludePad = true) : Module;

/// <summary>Mean to a given size: <see cref="Tensor.AdaptiveAveragePool"/>.</summary>
public sealed record AdaptiveAveragePool(int Height, int Width) : Module;

/// <summary>Maximum to a given size: <see cref="Tensor.AdaptiveMaxPool"/>.</summary>
public sealed record AdaptiveMaxPool(int Height, int Width) : Module;

/// <summary>Mean over height and width.</summary>
public sealed record GlobalAveragePool : Module;
