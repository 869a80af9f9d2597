using System.Text;
using Lathe.Kernels.Cuda;

namespace Lathe.Cuda;

/// <summary>A copy of the parameters in bfloat16, for contractions: they copy it to shared memory as it is, while others are multiplied.</summary>
/// <param name="parameters">The parameters, float32.</param>
/// <param name="copy">Memory for the copy.</param>
sealed class RoundedParameters(MemoryBlock parameters, MemoryBlock copy)
{
    const int NumbersABlock = 256 * 8;

    static readonly byte[] Text = Encoding.UTF8.GetBytes(CudaSource.Rounding);
    static readonly CudaKernel Rounding = new("RoundParameters", [], static () => Text);

    bool isRead;

    /// <summary>The copy of a parameter; null of any other tensor.</summary>
    public CudaTensor? Of(CudaTensor tensor)
    {
        nint offset = tensor.Address - parameters.Address;
        if (tensor.Element != CudaElement.Float32 || offset < 0 || offset >= parameters.Size)
            return null;
        copy.Reserve(parameters.Size / 2);
        isRead = true;
        return new CudaTensor(copy.Address + (offset / 2), CudaElement.Stored, tensor.Offset);
    }

    /// <summary>From here on it is noted whether the copy is read.</summary>
    public void BeginRecording() => isRead = false;

    /// <summary>Puts the rounding before what was recorded, if that reads the copy.</summary>
    /// <returns>Whether it does.</returns>
    public bool EndRecording(CudaRecorder recorder, List<RecordedLaunch> launches)
    {
        if (!isRead)
            return false;
        nint count = parameters.Size / sizeof(float);
        recorder.Launch(Rounding, new CudaGrid((count + NumbersABlock - 1) / NumbersABlock), [], parameters.Address, copy.Address, count);
        RecordedLaunch first = launches[^1];
        launches.RemoveAt(launches.Count - 1);
        launches.Insert(0, first);
        return true;
    }
}
