using Lathe.Kernels;

namespace Lathe.Runtime.Tests;

public sealed class LaunchObserverTests
{
    [Fact]
    public void An_observer_sees_every_launch_when_it_has_ended()
    {
        var seen = new List<(Kernel Kernel, nint Chunks, nint FirstArgument, TimeSpan Elapsed)>();
        Device device = Device.WithCpu(new CpuOptions { Threads = 2, Observer = new Recorder(seen) });
        using Network network = Network.Create(new MlpProgram(), device, seed: 1);
        network.ZeroGradients();
        network.Forward(Mlp.Numbers(64 * 5), 5);
        (_, nint chunks, nint firstArgument, _) = Assert.Single(seen, launch => launch.Kernel == MlpKernels.Activate);
        Assert.Equal(5, chunks);
        Assert.NotEqual(0, firstArgument);
        Assert.All(seen, static launch => Assert.InRange(launch.Elapsed, TimeSpan.Zero, TimeSpan.FromMinutes(1)));

        int forward = seen.Count;
        network.Loss(Mlp.OneHot(5, network.OutputShape[0]));
        Assert.Equal(MlpKernels.CrossEntropy, Assert.Single(seen.Skip(forward)).Kernel);
    }

    sealed class Recorder(List<(Kernel Kernel, nint Chunks, nint FirstArgument, TimeSpan Elapsed)> seen) : ILaunchObserver
    {
        public void OnLaunched(Kernel kernel, nint chunks, ReadOnlySpan<nint> arguments, TimeSpan elapsed) =>
            seen.Add((kernel, chunks, arguments[0], elapsed));
    }
}
