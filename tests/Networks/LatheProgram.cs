using System.Diagnostics;
using System.Reflection;

namespace Lathe.Networks.Tests;

/// <summary>Runs the command-line program as a user would.</summary>
static class LatheProgram
{
    static readonly string Location = typeof(LatheProgram).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "LatheProgram").Value!;

    /// <summary>Runs it to its end.</summary>
    public static ProgramResult Run(params IEnumerable<string> arguments) => Run([], arguments);

    /// <summary>Runs it to its end with environment variables.</summary>
    public static ProgramResult Run((string Name, string Value)[] variables, params IEnumerable<string> arguments)
    {
        using var process = Start(variables, arguments);
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new ProgramResult(process.ExitCode, output, error.Result);
    }

    /// <summary>Starts it, with environment variables; nothing is typed.</summary>
    public static Process Start((string Name, string Value)[] variables, params IEnumerable<string> arguments)
    {
        // A shell without job control has what runs in its background, tests too, ignore Ctrl-C.
        string[] command = OperatingSystem.IsLinux() ? ["env", "--default-signal=INT", "dotnet"] : ["dotnet"];
        var start = new ProcessStartInfo(command[0], [.. command[1..], Location, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }
}

/// <summary>What a run of the program left.</summary>
sealed record ProgramResult(int ExitCode, string Output, string Error)
{
    public string LastLine => Output.TrimEnd().Split('\n')[^1].TrimEnd();
}
