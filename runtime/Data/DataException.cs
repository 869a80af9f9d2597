namespace Lathe;

/// <summary>A data set is missing, or a file of it is damaged. The message says which file, what is wrong where, and what to do.</summary>
public sealed class DataException : LatheException
{
    internal DataException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
