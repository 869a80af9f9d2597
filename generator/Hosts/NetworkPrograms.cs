using Lathe.Generator.Emit;
using Lathe.Generator.Emit.CSharp;
using Lathe.Generator.Graph;
using Lathe.Generator.Passes;
using Lathe.Generator.Support;

namespace Lathe.Generator.Hosts;

/// <summary>Programs by the Graph that they were made of: an edit of one network leaves those of the others. Plans are not kept: they are a hundred times
/// as large.</summary>
internal static class NetworkPrograms
{
    static readonly BoundedCache<NetworkGraph, EmittedNetwork> Known = new(capacity: 512, NetworkGraphComparer.Instance!);
    static readonly BoundedCache<NetworkGraph, EmittedNetwork> KnownWithCuda = new(capacity: 512, NetworkGraphComparer.Instance!);

    /// <param name="graph">The network.</param>
    /// <param name="hasCuda">Whether it is compiled for CUDA devices too.</param>
    /// <param name="kernels">Those of the networks of the same compilation.</param>
    public static EmittedNetwork Of(NetworkGraph graph, bool hasCuda, KernelCache kernels)
    {
        var known = hasCuda ? KnownWithCuda : Known;
        if (!known.TryGet(graph, out var program))
        {
            program = CSharpEmitter.Emit(Pipeline.Run(graph, hasCuda: hasCuda), kernels);
            known.Set(graph, program);
        }

        return program!;
    }
}
