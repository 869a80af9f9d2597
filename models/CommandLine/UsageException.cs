namespace Lathe.Models.CommandLine;

/// <summary>Arguments that do not fit each other; the message is the sentence that the user reads.</summary>
sealed class UsageException(string message) : Exception(message);
