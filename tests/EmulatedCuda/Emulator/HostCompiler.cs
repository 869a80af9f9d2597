using System.Diagnostics;

namespace Lathe.EmulatedCuda.Tests;

/// <summary>The compiler of the machine: it builds the emulated libraries, and they build kernels with it.</summary>
internal static class HostCompiler
{
    const string Name = "g++";

    /// <summary>Builds a shared library.</summary>
    /// <param name="library">Its file.</param>
    /// <param name="arguments">Options and sources.</param>
    public static void Build(string library, params IEnumerable<string> arguments)
    {
        string[] all = ["-std=c++17", "-O2", "-Wall", "-Wextra", "-Werror", "-fPIC", "-shared", "-pthread", .. arguments, "-o", library];
        var start = new ProcessStartInfo(Name, all) { RedirectStandardError = true };
        try
        {
            using var process = Process.Start(start)!;
            var messages = process.StandardError.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
                throw new InvalidOperationException($"{Name} did not build {Path.GetFileName(library)}:\n{messages}");
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new InvalidOperationException($"The CUDA device of these tests is emulated by libraries that {Name} builds, and {Name} is not here: install it (apt-get install g++).", exception);
        }
    }
}
