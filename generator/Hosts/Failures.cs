using System.Globalization;
using Lathe.Generator.Diagnostics;

namespace Lathe.Generator.Hosts;

/// <summary>Reports the compiler's own mistakes. Roslyn would make a mere warning of an exception, and the missing code would be the error.</summary>
internal static class Failures
{
    public static Finding Of(string network, Exception failure, SourcePlace place) =>
        new(Rules.CompilerFailure, place, network, Describe(failure)) { Network = network };

    static string Describe(Exception failure)
    {
        var frame = failure.StackTrace?.Split('\n')[0].Trim() ?? "";
        return string.Format(CultureInfo.InvariantCulture, "{0}: {1} {2}", failure.GetType().Name, failure.Message, frame).Trim();
    }
}
