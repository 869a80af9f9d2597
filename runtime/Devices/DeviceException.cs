namespace Lathe;

/// <summary>A device that was asked for does not exist, or cannot do what it was asked for.</summary>
public sealed class DeviceException : LatheException
{
    internal DeviceException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
