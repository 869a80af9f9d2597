using System.Runtime.CompilerServices;
using Xunit;

namespace Lathe.Compiler.Tests.Emit;

/// <summary>Text that was read and accepted once. A changed text is written beside the accepted one for comparison; to accept it, set
/// LATHE_ACCEPT_SNAPSHOTS and run the test again.</summary>
internal static class Snapshot
{
    public static void Matches(string name, string text, [CallerFilePath] string file = "")
    {
        var accepted = Path.Combine(Path.GetDirectoryName(file)!, "Snapshots", name);
        if (Environment.GetEnvironmentVariable("LATHE_ACCEPT_SNAPSHOTS") is { Length: > 0 })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(accepted)!);
            File.WriteAllText(accepted, text);
        }

        Assert.True(File.Exists(accepted), $"There is no accepted text {accepted}.");
        if (File.ReadAllText(accepted) == text)
            return;
        var received = Path.ChangeExtension(accepted, ".received");
        File.WriteAllText(received, text);
        Assert.Fail($"The text of {name} changed; compare {received} with the accepted one.");
    }
}
