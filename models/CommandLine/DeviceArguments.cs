using System.CommandLine;
using System.Globalization;
using Lathe.Kernels.Cuda;

namespace Lathe.Models.CommandLine;

/// <summary>The options that say where and how exactly a network runs.</summary>
sealed class DeviceArguments
{
    const string Cpu = "cpu", Best = "best", Cuda = "cuda";

    static readonly Dictionary<string, CudaPrecision> precisions = new()
    {
        ["float32"] = CudaPrecision.Float32,
        ["tf32"] = CudaPrecision.TensorFloat32,
        ["bf16"] = CudaPrecision.BFloat16,
    };

    readonly Option<string> device = new("--device")
    {
        Description = "Where to run: the processor, a GPU by its number, or a GPU if there is one.",
        HelpName = "cpu|cuda:0|best",
        DefaultValueFactory = _ => Cpu,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value.ToLowerInvariant();
            if (text is not (Cpu or Best) && Index(text) is null)
                result.AddError($"--device takes cpu, cuda:0 (or another number) or best, not '{result.Tokens[0].Value}'.");
            return text;
        },
    };

    readonly Option<string?> precision = new("--precision")
    {
        Description = "The arithmetic of convolutions and products on a GPU; tf32 if not given. The processor computes in float32.",
        HelpName = string.Join('|', precisions.Keys),
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (!precisions.ContainsKey(text))
                result.AddError($"--precision takes {string.Join(" or ", precisions.Keys)}, not '{text}'.");
            return text;
        },
    };

    readonly Option<int> threads = CommonArguments.Threads();

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(device);
        command.Add(precision);
        command.Add(threads);
    }

    /// <summary>The device that was asked for.</summary>
    /// <exception cref="UsageException">It is not here, or it does not compute that way.</exception>
    public Device Open(ParseResult parsed)
    {
        var name = parsed.GetRequiredValue(device);
        var asked = parsed.GetValue(precision);
        if (name == Cpu && asked is not (null or "float32"))
            throw new UsageException($"--precision {asked} is for GPUs, and --device is cpu, which computes in float32; use --device cuda:0.");
        if (name == Cpu || (name == Best && Device.Best == Device.Cpu))
            return Processor(parsed.GetValue(threads));
        if (name != Best && CommonArguments.IsGiven(parsed, threads))
            throw new UsageException($"--threads is for the processor, and --device is {name}.");
        try
        {
            return Device.WithCuda(new CudaOptions { Index = Index(name) ?? 0, Precision = precisions[asked ?? "tf32"] });
        }
        catch (DeviceException exception)
        {
            throw new UsageException($"--device {name} cannot be used: {exception.Message}");
        }
    }

    static Device Processor(int threads) => threads == 0 ? Device.Cpu : Device.WithCpu(new CpuOptions { Threads = threads });

    static int? Index(string text) => text.Split(':') switch
    {
        [Cuda] => 0,
        [Cuda, var number] when int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var index) => index,
        _ => null,
    };
}
