namespace Lathe.Cuda.Tests;

/// <summary>NVRTC, which these tests compile with; they need no GPU.</summary>
static class InstalledNvrtc
{
    static readonly Lazy<bool> isFound = new(() =>
    {
        // No device is opened here, which would do it.
        NativeLibraries.Register();
        return NativeLibraries.HasNvrtc;
    });

    /// <summary>Skips a test where there is no NVRTC, with the sentence that says how to install it.</summary>
    public static void Require() => Assert.SkipUnless(
        isFound.Value,
        $"NVRTC was not found: {NativeLibraries.Described(isDriver: false)}. On Debian, .ci/run installs it: the packages libnvrtc11.2 and libnvrtc-builtins11.8 of the component non-free.");
}
