namespace Lathe;

/// <summary>The base of the errors that Lathe reports about its surroundings: devices, files, data, the course of a training run. Wrong
/// arguments are <see cref="ArgumentException"/>s, as everywhere in .NET.</summary>
public abstract class LatheException : Exception
{
    private protected LatheException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
