using System.Diagnostics;
using Lathe.Kernels.Cuda;

namespace Lathe.Cuda.Tests;

/// <summary>The folder of compiled kernels.</summary>
public sealed class KernelCacheTests
{
    /// <summary>Where processes that share a cache are told of it.</summary>
    const string SharedFolder = "LATHE_TEST_SHARED_CACHE";

    const int Architecture = 80, Processes = 8, Rounds = 2;

    static readonly KernelKey[] keys = [.. Kernels().Select(kernel => new KernelKey(kernel, [], CudaPrecision.Float32, IsLarge: false))];

    [Fact]
    public void Damaged_entries_are_made_again()
    {
        InstalledNvrtc.Require();
        var shared = Environment.GetEnvironmentVariable(SharedFolder);
        var folder = shared ?? Directory.CreateTempSubdirectory("lathe-test-").FullName;
        try
        {
            var expected = new KernelCompiler(Architecture, cache: null).Compile(keys);
            var cached = new KernelCompiler(Architecture, KernelCache.At(folder));
            var random = new Random(Environment.ProcessId);
            for (var round = 0; round < Rounds; round++)
            {
                Assert.Equal(expected, cached.Compile(keys));
                if (shared is null)
                    Assert.Equal(keys.Length, KernelCache.At(folder).Measure().Count);
                Damage(folder, random);
            }

            Assert.Equal(expected, cached.Compile(keys));
        }
        finally
        {
            if (shared is null)
                Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Processes_share_a_folder_in_which_entries_are_damaged()
    {
        InstalledNvrtc.Require();
        var folder = Directory.CreateTempSubdirectory("lathe-test-");
        try
        {
            string[] arguments = [typeof(KernelCacheTests).Assembly.Location, "-method", $"{typeof(KernelCacheTests).FullName}.{nameof(Damaged_entries_are_made_again)}"];
            Process[] processes = [.. Enumerable.Range(0, Processes).Select(_ =>
            {
                // The standard input of a test process is how its runner speaks to it: a child has none of it.
                var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
                start.Environment[SharedFolder] = folder.FullName;
                var process = Process.Start(start)!;
                process.StandardInput.Close();
                return process;
            })];
            Task<string>[] outputs = [.. processes.Select(process => process.StandardOutput.ReadToEndAsync())];
            for (var i = 0; i < Processes; i++)
            {
                using var process = processes[i];
                var output = await outputs[i];
                await process.WaitForExitAsync();
                Assert.True(process.ExitCode == 0, output);
                Assert.Contains("Total: 1", output);
            }

            Assert.Equal(keys.Length, KernelCache.At(folder.FullName).Measure().Count);
            Assert.All(folder.GetFiles(), file => Assert.Equal(".cubin", file.Extension));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void An_entry_is_found_under_its_own_key_only()
    {
        var folder = Directory.CreateTempSubdirectory("lathe-test-");
        try
        {
            var cache = KernelCache.At(folder.FullName);
            byte[] image = [1, 2, 3];
            cache.Store("first", image);
            Assert.Equal(image, cache.Find("first"));
            var file = Assert.Single(folder.GetFiles());
            file.CopyTo(file.FullName.Replace("first", "second", StringComparison.Ordinal));
            Assert.Null(cache.Find("second"));
            Assert.Equal(2, cache.Clear());
            Assert.Null(cache.Find("first"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>A home that is read-only is no reason to leave a GPU alone; a folder that was named is.</summary>
    [Fact]
    public void Without_a_folder_of_the_system_there_is_no_cache()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || OperatingSystem.IsMacOS(), "The folder of the system has no variable there.");
        const string home = "XDG_CACHE_HOME";
        var (cache, named) = (Environment.GetEnvironmentVariable(home), Environment.GetEnvironmentVariable(KernelCache.Variable));
        var file = Path.GetTempFileName();
        try
        {
            Environment.SetEnvironmentVariable(home, file);
            Environment.SetEnvironmentVariable(KernelCache.Variable, null);
            Assert.Null(KernelCache.OfUserIfUsable());
            Environment.SetEnvironmentVariable(KernelCache.Variable, Path.Combine(file, "named"));
            Assert.Throws<DeviceException>(KernelCache.OfUserIfUsable);
        }
        finally
        {
            Environment.SetEnvironmentVariable(home, cache);
            Environment.SetEnvironmentVariable(KernelCache.Variable, named);
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void A_folder_that_others_can_write_to_is_refused(UnixFileMode right)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such rights; there the folder lies among the user's own.");
        var folder = Directory.CreateTempSubdirectory("lathe-test-");
        try
        {
            if (!OperatingSystem.IsWindows())
                folder.UnixFileMode |= right;
            var refused = Assert.Throws<DeviceException>(() => KernelCache.At(folder.FullName));
            Assert.Contains(folder.FullName, refused.Message);
            Assert.Contains(KernelCache.Variable, refused.Message);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Truncates an entry, turns a bit of another, and puts one in a third's place.</summary>
    static void Damage(string folder, Random random)
    {
        string[] files = Directory.GetFiles(folder, "*.cubin");
        random.Shuffle(files);
        Replace(files[0], bytes => bytes[..random.Next(1, bytes.Length)]);
        Replace(files[1], bytes =>
        {
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            return bytes;
        });
        Replace(files[2], _ => File.ReadAllBytes(files[3]));
    }

    /// <summary>As a whole, so that it is not the lock of a file that is tested.</summary>
    static void Replace(string file, Func<byte[], byte[]> change)
    {
        var temporary = Path.Combine(Path.GetDirectoryName(file)!, Path.GetRandomFileName());
        File.WriteAllBytes(temporary, change(File.ReadAllBytes(file)));
        File.Move(temporary, file, overwrite: true);
    }

    static IEnumerable<CudaKernel> Kernels() => Enumerable.Range(1, 4).Select(factor =>
    {
        var text = System.Text.Encoding.UTF8.GetBytes($"extern \"C\" __global__ void Scale{factor}(float* x) {{ x[threadIdx.x] *= {factor}.5f; }}");
        return new CudaKernel($"Scale{factor}", [], () => text);
    });
}
