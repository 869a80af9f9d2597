namespace Lathe.Models.CommandLine;

/// <summary>What the program returns when it does not succeed.</summary>
static class ExitCodes
{
    /// <summary>Something outside the program failed: a file, a data set, a device.</summary>
    public const int Failure = 1;

    /// <summary>The arguments are wrong.</summary>
    public const int Usage = 2;

    /// <summary>A signal ended the training: what shells return for Ctrl-C.</summary>
    public const int Interrupted = 130;
}
