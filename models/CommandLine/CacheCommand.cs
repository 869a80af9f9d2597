using System.CommandLine;

namespace Lathe.Models.CommandLine;

/// <summary><c>cache</c>: shows the compiled kernels of GPUs that are kept on disk, or deletes them.</summary>
static class CacheCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var clear = new Option<bool>("--clear") { Description = "Deletes the kernels; they are compiled again when they are needed." };
        var command = new Command("cache", "Prints where compiled kernels of GPUs are kept, how many there are and their bytes.") { clear };
        command.SetAction(parsed => Run(parsed.GetValue(clear)));
        return command;
    }

    static int Run(bool clear)
    {
        var cache = CompiledKernels.OfUser();
        if (clear)
        {
            Console.WriteLine($"{Texts.Count(cache.Clear())} kernels were deleted from {cache.Folder}");
            return 0;
        }

        var (count, bytes) = cache.Measure();
        Console.WriteLine($"folder   {cache.Folder}");
        Console.WriteLine($"kernels  {Texts.Count(count)}");
        Console.WriteLine($"bytes    {Texts.Count(bytes)} ({Texts.Bytes(bytes)})");
        return 0;
    }
}
