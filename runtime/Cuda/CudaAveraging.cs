using System.Text;
using Lathe.Kernels.Cuda;

namespace Lathe.Cuda;

/// <summary>Moving averages on a GPU.</summary>
sealed class CudaAveraging : IAveraging
{
    const nint NumbersABlock = 1024;

    static readonly byte[] Text = Encoding.UTF8.GetBytes(CudaSource.Averaging);
    static readonly CudaKernel Averages = new("MoveAverages", [], static () => Text);

    readonly CudaExecution execution;
    LaunchGraph? graph;
    (float Decay, float Share) recorded;

    public CudaAveraging(CudaExecution execution)
    {
        this.execution = execution;
        (Parameters, States) = (execution.CreateBlock(), execution.CreateBlock());
        Parameters.Reserve(execution.Parameters.Size);
        States.Reserve(execution.States.Size);
    }

    public MemoryBlock Parameters { get; }

    public MemoryBlock States { get; }

    public void Move(float decay, float rest)
    {
        if (graph is null || recorded != (decay, rest))
        {
            graph?.Dispose();
            recorded = (decay, rest);
            graph = Recorded();
        }

        execution.Run(graph);
    }

    public void Dispose()
    {
        graph?.Dispose();
        Parameters.Dispose();
        States.Dispose();
    }

    // Apart from Move, which would make what the delegate captures in every step.
    LaunchGraph Recorded() => execution.Graph(1, recorder =>
    {
        Record(recorder, Parameters, execution.Parameters);
        Record(recorder, States, execution.States);
    });

    void Record(CudaRecorder recorder, MemoryBlock averages, MemoryBlock numbers)
    {
        nint count = numbers.Size / sizeof(float);
        recorder.Launch(
            Averages, new((count + NumbersABlock - 1) / NumbersABlock), [], averages.Address, numbers.Address, count,
            BitConverter.SingleToInt32Bits(recorded.Decay), BitConverter.SingleToInt32Bits(recorded.Share));
    }
}
