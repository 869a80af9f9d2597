namespace Lathe;

/// <summary>Windowed maximum: <see cref="Tensor.MaxPool"/>.</summary>
/// <param name="Kernel">The window, from 1.</param>
/// <param name="Stride">The step, from 1; the kernel if 0.</param>
/// <param name="Padding">On all sides, from 0 to half the kernel.</param>
/// <param name="CeilMode">Rounds the output size up.</param>
public sealed record MaxPool(int Kernel, int Stride = 0, int Padding = 0, bool CeilMode = false) : Module;

/// <summary>Windowed mean: <see cref="Tensor.AveragePool"/>.</summary>
/// <param name="Kernel">The window, from 1.</param>
/// <param name="Stride">The step, from 1; the kernel if 0.</param>
/// <param name="Padding">On all sides, from 0 to half the kernel.</param>
/// <param name="CeilMode">Rounds the output size up.</param>
/// <param name="CountIncludePad">Divides by the window with its padding; otherwise by the number of real cells.</param>
public sealed record AveragePool(int Kernel, int Stride = 0, int Padding = 0, bool CeilMode = false, bool CountIncludePad = true) : Module;

/// <summary>Mean to a given size: <see cref="Tensor.AdaptiveAveragePool"/>.</summary>
/// <param name="Height">The new height, from 1.</param>
/// <param name="Width">The new width, from 1.</param>
public sealed record AdaptiveAveragePool(int Height, int Width) : Module;

/// <summary>Maximum to a given size: <see cref="Tensor.AdaptiveMaxPool"/>.</summary>
/// <param name="Height">The new height, from 1.</param>
/// <param name="Width">The new width, from 1.</param>
public sealed record AdaptiveMaxPool(int Height, int Width) : Module;

/// <summary>Mean over height and width (Lin et al. 2014): <see cref="Tensor.GlobalAveragePool"/>.</summary>
public sealed record GlobalAveragePool : Module;
