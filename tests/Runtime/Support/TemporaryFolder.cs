namespace Lathe.Runtime.Tests;

/// <summary>A folder that goes with the test.</summary>
sealed class TemporaryFolder : IDisposable
{
    readonly string path = Directory.CreateTempSubdirectory("lathe-test-").FullName;

    public string File(string name) => Path.Combine(path, name);

    public override string ToString() => path;

    public string Write(string name, byte[] contents)
    {
        string file = File(name);
        System.IO.File.WriteAllBytes(file, contents);
        return file;
    }

    public void Dispose() => Directory.Delete(path, recursive: true);
}
