namespace Lathe.Networks.Tests;

/// <summary>The README's commands.</summary>
static class QuickStart
{
    /// <summary>The arguments that its main command gives to the program.</summary>
    public static string[] MainJob()
    {
        var lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "README.md"));
        var heading = Array.IndexOf(lines, "## Quick start");
        var fence = Array.FindIndex(lines, heading, line => line.StartsWith("```", StringComparison.Ordinal));
        Assert.Equal("```", lines[fence + 3]);
        var (program, arguments) = lines[fence + 1].Split(" -- ") is [var before, var after] ? (before, after) : throw new InvalidDataException("The main command has no ' -- '.");
        Assert.Equal("dotnet run -c Release --project models", program);
        return arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }
}
