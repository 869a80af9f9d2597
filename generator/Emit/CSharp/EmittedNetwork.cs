using Lathe.Generator.Support;

namespace Lathe.Generator.Emit.CSharp;

/// <summary>A network in C#, and what it uses of what networks share.</summary>
/// <param name="Name">The network's name.</param>
/// <param name="HintName">The name of its file.</param>
/// <param name="Text">The file.</param>
/// <param name="Kernels">Kernels for the processor, and tables.</param>
/// <param name="CudaKernels">Kernels for CUDA devices.</param>
internal sealed record EmittedNetwork(
    string Name, string HintName, string Text, EquatableArray<LibraryMember> Kernels, EquatableArray<LibraryMember> CudaKernels);
