namespace Lathe;

/// <summary>A training run cannot go on: the loss is no number any more.</summary>
public sealed class TrainingException : LatheException
{
    internal TrainingException(string message)
        : base(message)
    {
    }
}
