using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Lathe.Compiler.Tests.Support;
using Xunit;

namespace Lathe.Compiler.Tests.Hosts;

/// <summary>The C# compiler takes one to five seconds a megabyte of generated code, least for tables of numbers, so that its size is a budget.</summary>
public sealed partial class TextSizeTests
{
    static readonly string Family = File.ReadAllText(Repository.PathOf("models", "Networks", "CifarResNet.cs"));

    /// <summary>The bytes that are generated for some records of the family alone.</summary>
    static int BytesOf(params string[] networks)
    {
        var text = NetworkAttribute().Replace(Family, match => networks.Contains(match.Groups["name"].Value) ? match.Value : match.Groups["record"].Value);
        var run = GeneratorRun.Of(TestCompilation.Of(text));
        Assert.Empty(run.Diagnostics);
        Assert.Equal(networks.Length, run.Files.Keys.Count(name => name.StartsWith("Lathe.Models.", StringComparison.Ordinal)));
        return run.Files.Values.Sum(Encoding.UTF8.GetByteCount);
    }

    [Theory]
    [InlineData("ResNet110", 145_000)]
    [InlineData("ResNet1202", 180_000)]
    public void Depth_adds_little_text_to_a_network_of_20_layers(string deep, int limitInBytes)
    {
        var added = BytesOf("ResNet20", deep) - BytesOf("ResNet20");
        Assert.True(added > 0 && added <= limitInBytes, string.Create(CultureInfo.InvariantCulture, $"{added} bytes"));
    }

    [GeneratedRegex(@"\[Network\([^)]*\)\]\n(?<record>public sealed partial record (?<name>\w+))")]
    private static partial Regex NetworkAttribute();
}
