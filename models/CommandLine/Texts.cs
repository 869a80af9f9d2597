using System.Globalization;

namespace Lathe.Models.CommandLine;

/// <summary>Numbers as the program prints them, the same in every culture.</summary>
static class Texts
{
    /// <summary>1x28x28.</summary>
    public static string Shape(IEnumerable<int> shape) =>
        string.Join('x', shape.Select(extent => extent.ToString(CultureInfo.InvariantCulture)));

    /// <summary>269,722.</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>12.3 MiB.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        < 1 << 10 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1 << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.0} KiB"),
        < 1 << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024.0 * 1024):0.0} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024.0 * 1024 * 1024):0.0} GiB"),
    };

    /// <summary>98.33 %.</summary>
    public static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.00} %");
}
