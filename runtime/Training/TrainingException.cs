namespace Lathe;

/// <summary>A training run cannot go on: the loss is infinite or not a number.</summary>
public sealed class TrainingException : LatheException
{
    internal TrainingException(string message)
        : base(message)
    {
    }
}
