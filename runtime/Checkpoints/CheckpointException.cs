namespace Lathe;

/// <summary>A file of weights is damaged, or does not fit the network; every missing, extra and misshapen tensor is listed.</summary>
public sealed class CheckpointException : LatheException
{
    internal CheckpointException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
