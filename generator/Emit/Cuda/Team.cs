namespace Lathe.Generator.Emit.Cuda;

/// <summary>Threads of a block that share a fold: each takes every so many-th element, and a tree combines what they have, in one order for every
/// device.</summary>
/// <param name="Lanes">Threads of a team, a power of two.</param>
/// <param name="AreNeighbours">Whether the lanes of a team are neighbouring threads, for folds over neighbouring elements; else those of neighbouring
/// teams are, for results that are neighbours.</param>
/// <param name="Lane">The name of a thread's number in its team.</param>
/// <param name="Exists">The name of the condition that the team has a result to compute.</param>
/// <param name="Scope">Where all threads of the block are together.</param>
/// <param name="Block">What they all have in common.</param>
/// <param name="First">What the first thread of each team does alone; null where nothing is computed there.</param>
internal sealed record Team(int Lanes, bool AreNeighbours, string Lane, string Exists, Scope Scope, Scope Block, Scope? First = null)
{
    /// <summary>Threads of a block.</summary>
    public const int Threads = 256;

    /// <summary>The template arguments of the functions that combine.</summary>
    public string Arguments => $"<{CudaLiteral.Of(Lanes)}, {(AreNeighbours ? "true" : "false")}>";

    /// <summary>The number of a thread's team, as an expression.</summary>
    public static string Number(int lanes, bool areNeighbours) => areNeighbours
        ? $"threadIdx.x / {CudaLiteral.Of(lanes)}"
        : $"threadIdx.x % {CudaLiteral.Of(Threads / lanes)}";

    /// <summary>A thread's number in its team, as an expression.</summary>
    public static string NumberInTeam(int lanes, bool areNeighbours) => areNeighbours
        ? $"threadIdx.x % {CudaLiteral.Of(lanes)}"
        : $"threadIdx.x / {CudaLiteral.Of(Threads / lanes)}";
}
