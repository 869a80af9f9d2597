using System.Numerics;
using Lathe.Kernels;

namespace Lathe;

/// <summary>Moving averages on the processor: workers share pieces of the blocks.</summary>
sealed unsafe class CpuAveraging : IAveraging
{
    const nint Piece = 16384;

    static readonly Kernel Averages = MoveAverages;

    readonly CpuExecution execution;

    public CpuAveraging(CpuExecution execution)
    {
        this.execution = execution;
        Parameters.Reserve(execution.Parameters.Size);
        States.Reserve(execution.States.Size);
    }

    public MemoryBlock Parameters { get; } = new HostBlock();

    public MemoryBlock States { get; } = new HostBlock();

    public void Move(float decay, float rest)
    {
        Move(Parameters, execution.Parameters, decay, rest);
        Move(States, execution.States, decay, rest);
    }

    public void Dispose()
    {
        Parameters.Dispose();
        States.Dispose();
    }

    void Move(MemoryBlock averages, MemoryBlock numbers, float decay, float rest)
    {
        nint count = numbers.Size / sizeof(float);
        if (count > 0)
            execution.Launch(Averages, (count + Piece - 1) / Piece, averages.Address, numbers.Address, count, BitConverter.SingleToInt32Bits(decay), BitConverter.SingleToInt32Bits(rest));
    }

    static void MoveAverages(ReadOnlySpan<nint> arguments, nint begin, nint end, nint scratch)
    {
        float* averages = (float*)arguments[0], numbers = (float*)arguments[1];
        float decay = BitConverter.Int32BitsToSingle((int)arguments[3]), rest = BitConverter.Int32BitsToSingle((int)arguments[4]);
        nint i = begin * Piece, last = nint.Min(end * Piece, arguments[2]);
        for (; i <= last - Vector<float>.Count; i += Vector<float>.Count)
            Vector.Store((Vector.Load(averages + i) * decay) + (Vector.Load(numbers + i) * rest), averages + i);
        for (; i < last; i++)
            averages[i] = (averages[i] * decay) + (numbers[i] * rest);
    }
}
