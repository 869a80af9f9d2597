namespace Lathe.Kernels.Cuda;

/// <summary>How many blocks and threads a launch has.</summary>
/// <param name="X">Blocks along the first axis, from 1 to 2^31 - 1.</param>
/// <param name="Y">Blocks along the second axis, from 1 to 65535.</param>
/// <param name="Z">Blocks along the third axis, from 1 to 65535.</param>
/// <param name="Threads">Threads of a block, from 1 to 1024.</param>
/// <param name="SharedBytes">Dynamic shared memory of a block, in bytes.</param>
public readonly record struct CudaGrid(nint X, nint Y = 1, nint Z = 1, int Threads = 256, int SharedBytes = 0);
