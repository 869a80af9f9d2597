namespace Lathe;

/// <summary>The CUDA driver refused something, or a kernel failed.</summary>
public sealed class CudaException : LatheException
{
    internal CudaException(int code, string name, string action)
        : base($"The CUDA driver failed to {action}: {name} ({code}).")
    {
        Code = code;
        Name = name;
    }

    /// <summary>The driver's number: 2 for too little memory, 700 for an illegal address.</summary>
    public int Code { get; }

    /// <summary>The driver's name for it: <c>CUDA_ERROR_OUT_OF_MEMORY</c>.</summary>
    public string Name { get; }
}
