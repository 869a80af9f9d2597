using Lathe.Cuda;
using Lathe.Kernels;

namespace Lathe.Runtime.Tests;

[Collection(EnvironmentTests.Name)]
public sealed class DeviceTests
{
    [Theory]
    [InlineData("cpu", "cpu")]
    [InlineData("CPU", "cpu")]
    [InlineData("cpu:3", "cpu:3")]
    public void Names_of_devices_are_parsed(string text, string name) => Assert.Equal(name, Device.Parse(text).Name);

    [Fact]
    public void The_best_device_is_the_GPU_if_there_is_one() => Assert.Equal(NativeLibraries.HasDriver ? "cuda:0" : "cpu", Device.Parse("best").Name);

    [Theory]
    [InlineData("cuda")]
    [InlineData("cuda:0")]
    public void No_GPU_is_an_error_that_says_so(string text)
    {
        Assert.SkipWhen(NativeLibraries.HasDriver, "This machine has a GPU.");
        var error = Assert.Throws<DeviceException>(() => Device.Parse(text));
        Assert.Contains("There is no CUDA driver here", error.Message, StringComparison.Ordinal);
        Assert.Contains(NativeLibraries.DriverVariable, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("gpu")]
    [InlineData("cpu:0")]
    [InlineData("cpu:-1")]
    [InlineData("cpu:9999")]
    [InlineData("cpu:two")]
    [InlineData("best:1")]
    public void Other_texts_are_errors_that_say_what_is_taken(string text)
    {
        var error = Assert.Throws<DeviceException>(() => Device.Parse(text));
        Assert.Contains($"'{text}'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'cpu:4'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_many_threads_are_an_error() =>
        Assert.Throws<DeviceException>(() => Network.Create(new MlpProgram(), Device.WithCpu(new CpuOptions { Threads = 5000 })));

    [Theory]
    [InlineData("128", VectorWidth.Plain)]
    [InlineData("256", VectorWidth.Bits256)]
    [InlineData("512", VectorWidth.Bits512)]
    public void The_environment_sets_the_vector_width(string text, VectorWidth width)
    {
        using var variable = new EnvironmentVariable(CpuOptions.WidthVariable, text);
        Assert.Equal(width, new CpuOptions().ResolveWidth());
        Assert.Equal(VectorWidth.Plain, new CpuOptions { Width = VectorWidth.Plain }.ResolveWidth());
        Assert.Contains("none of Plain", Assert.Throws<DeviceException>(static () => new CpuOptions { Width = (VectorWidth)7 }.ResolveWidth()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_environment_sets_the_threads()
    {
        using var variable = new EnvironmentVariable(CpuOptions.ThreadsVariable, "3");
        Assert.Equal(3, new CpuOptions().ResolveThreads());
        Assert.Equal(2, new CpuOptions { Threads = 2 }.ResolveThreads());
    }

    [Theory]
    [InlineData(CpuOptions.WidthVariable, "64")]
    [InlineData(CpuOptions.WidthVariable, "wide")]
    [InlineData(CpuOptions.ThreadsVariable, "0")]
    [InlineData(CpuOptions.ThreadsVariable, "many")]
    public void A_wrong_variable_is_an_error_that_names_it(string name, string value)
    {
        using var variable = new EnvironmentVariable(name, value);
        var error = Assert.Throws<DeviceException>(() => Network.Create(new MlpProgram(), Device.Cpu));
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Networks_on_one_device_share_workers_until_the_last_goes()
    {
        Device device = Device.WithCpu(new CpuOptions { Threads = 2 });
        Network first = Network.Create(new MlpProgram(), device), second = Network.Create(new MlpProgram(), device);
        float[] x = Mlp.Numbers(64);
        float[] expected = second.Predict(x, 1);
        first.Dispose();
        first.Dispose();
        Assert.Equal(expected, second.Predict(x, 1));
        second.Dispose();
        using Network third = Network.Create(new MlpProgram(), device);
        Assert.Equal(expected, third.Predict(x, 1));
    }
}
