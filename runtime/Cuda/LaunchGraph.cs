namespace Lathe.Cuda;

/// <summary>Launches that are replayed as one graph, or one by one where somebody wants to see each.</summary>
sealed class LaunchGraph : IDisposable
{
    readonly CudaContext context;
    readonly RecordedLaunch[] launches;
    readonly nint[] functions;
    nint graph;

    public LaunchGraph(CudaContext context, RecordedLaunch[] launches, nint stream)
    {
        this.context = context;
        this.launches = launches;
        functions = context.Functions([.. launches.Where(static launch => !launch.IsClear).Select(static launch => launch.Key)]);
        if (launches.Length == 0)
            return;
        context.Api.BeginCapture(stream);
        try
        {
            LaunchAll(stream);
        }
        catch
        {
            // Else the stream would note all that it is given from here on.
            context.Api.AbandonCapture(stream);
            throw;
        }

        graph = context.Api.EndCapture(stream);
    }

    /// <summary>Whether they round the parameters.</summary>
    public bool Rounds { get; init; }

    /// <summary>Queues the launches.</summary>
    public void Run(nint stream)
    {
        if (graph != 0)
            context.Api.LaunchGraph(graph, stream);
    }

    /// <summary>Runs the launches one by one and tells how long each took.</summary>
    public void Run(nint stream, Action<string, TimeSpan> observer)
    {
        (nint first, nint last) = (context.Api.CreateEvent(), context.Api.CreateEvent());
        int function = 0;
        foreach (RecordedLaunch launch in launches)
        {
            context.Api.Record(first, stream);
            Launch(launch, ref function, stream);
            context.Api.Record(last, stream);
            context.Api.SynchronizeEvent(last);
            observer(launch.ToString(), TimeSpan.FromMilliseconds(context.Api.Elapsed(first, last)));
        }

        context.Api.DestroyEvent(first);
        context.Api.DestroyEvent(last);
    }

    public void Dispose()
    {
        if (graph != 0)
            context.Api.DestroyGraph(graph);
        graph = 0;
    }

    void LaunchAll(nint stream)
    {
        int function = 0;
        foreach (RecordedLaunch launch in launches)
            Launch(launch, ref function, stream);
    }

    void Launch(in RecordedLaunch launch, ref int function, nint stream)
    {
        if (launch.IsClear)
        {
            context.Api.Fill(launch.Arguments[0], 0, launch.Arguments[1] / sizeof(float), stream);
            return;
        }

        const int StaticShared = 48 << 10;
        nint handle = functions[function++];
        if (launch.Grid.SharedBytes > StaticShared)
            context.Api.AllowShared(handle, launch.Grid.SharedBytes);
        context.Api.Launch(handle, launch.Grid, stream, launch.Arguments);
    }
}
