namespace Lathe.Kernels;

/// <summary>Launches on a pool of workers, with a workspace and scratch of its own.</summary>
public sealed class PooledLauncher : Launcher, IDisposable
{
    readonly WorkerPool pool;
    readonly AlignedMemory workspace = new();
    readonly WorkerScratch scratch;

    /// <summary>Uses a pool, which it does not own.</summary>
    /// <param name="pool">The workers.</param>
    /// <param name="width">The vector width to instantiate kernels for.</param>
    public PooledLauncher(WorkerPool pool, VectorWidth width)
    {
        ArgumentNullException.ThrowIfNull(pool);
        this.pool = pool;
        scratch = new(pool.Workers);
        Width = width;
        Workers = pool.Workers;
    }

    /// <inheritdoc/>
    public override void Launch(Kernel kernel, nint chunks, params ReadOnlySpan<nint> arguments) => pool.Run(kernel, chunks, arguments, scratch.Address, scratch.Stride);

    /// <inheritdoc/>
    public override nint Workspace(nint bytes) => workspace.Reserve(bytes);

    /// <inheritdoc/>
    public override void ReserveScratch(nint bytes) => scratch.Reserve(bytes);

    /// <summary>Frees the workspace and the scratch.</summary>
    public void Dispose()
    {
        workspace.Dispose();
        scratch.Dispose();
    }
}
