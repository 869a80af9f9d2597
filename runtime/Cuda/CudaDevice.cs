using System.Globalization;
using Lathe.Abi;
using Lathe.Cuda;
using Lathe.Kernels.Cuda;

namespace Lathe;

/// <summary>An NVIDIA GPU.</summary>
sealed class CudaDevice : Device
{
    const int TensorCores = 80;

    readonly CudaOptions options;
    readonly CudaContext context;

    public CudaDevice(CudaOptions options)
        : this(options, CudaContext.Of(options.Index))
    {
    }

    CudaDevice(CudaOptions options, CudaContext context)
    {
        if (options.Precision == CudaPrecision.BFloat16 && context.Architecture < TensorCores)
            throw new DeviceException(string.Create(CultureInfo.InvariantCulture, $"bfloat16 needs compute capability 8.0 or later; '{context.Name}' has {context.Architecture / 10}.{context.Architecture % 10}. Use float32."));
        this.context = context;
        this.options = options.Precision == CudaPrecision.TensorFloat32 && context.Architecture < TensorCores ? options with { Precision = CudaPrecision.Float32 } : options;
    }

    public override string Name => string.Create(CultureInfo.InvariantCulture, $"cuda:{options.Index}");

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({context.Name}, {options.Precision})";

    /// <summary>The first GPU that can be used; null if there is none.</summary>
    public static CudaDevice? TryOpen() => CudaContext.TryOpen(0) is { } context ? new CudaDevice(new CudaOptions(), context) : null;

    internal override INetworkExecution CreateExecution(NetworkDescription description, ulong seed)
    {
        if (description.Cuda is not { } schedules)
            throw new DeviceException($"{description.Name} was built without CUDA; build its project without the property LatheCuda=false, or use 'cpu'.");
        return new CudaExecution(context, options, description, schedules, seed);
    }
}
