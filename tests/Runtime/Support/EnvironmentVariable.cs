namespace Lathe.Runtime.Tests;

/// <summary>Tests that set environment variables run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class EnvironmentTests
{
    public const string Name = "environment";
}

/// <summary>Sets an environment variable for the length of a test.</summary>
sealed class EnvironmentVariable : IDisposable
{
    readonly string name;
    readonly string? before;

    public EnvironmentVariable(string name, string? value)
    {
        this.name = name;
        before = Environment.GetEnvironmentVariable(name);
        Environment.SetEnvironmentVariable(name, value);
    }

    public void Dispose() => Environment.SetEnvironmentVariable(name, before);
}
