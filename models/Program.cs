using System.CommandLine;
using System.Globalization;
using Lathe;
using Lathe.Models.CommandLine;

// The parser would speak the user's language, and the program English.
CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
var root = new RootCommand("Trains, evaluates and inspects the networks of this repository.")
{
    TrainCommand.Create(),
    CommitteeCommand.Create(),
    EvaluateCommand.Create(),
    InspectCommand.Create(),
    NetworksCommand.Create(),
    CacheCommand.Create(),
};
// Those that come with it, [suggest:4], throw where their number is wrong.
root.Directives.Clear();
var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
    return Fail(Sentence(), ExitCodes.Usage);
try
{
    return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (UsageException exception)
{
    return Fail(exception.Message, ExitCodes.Usage);
}
catch (Exception exception) when (exception is LatheException or IOException or UnauthorizedAccessException)
{
    return Fail(exception.Message, ExitCodes.Failure);
}
catch (OutOfMemoryException)
{
    return Fail("There is not enough memory. Smaller batches take less of it: --batch.", ExitCodes.Failure);
}
catch (OperationCanceledException)
{
    return Fail("The training was interrupted.", ExitCodes.Interrupted);
}

string Sentence()
{
    if (parsed.CommandResult.Command != root)
        return parsed.Errors[0].Message;
    var wrong = parsed.UnmatchedTokens is [var token, ..] ? $"There is no command '{token}'" : "A command is missing";
    return $"{wrong}; there are {string.Join(", ", root.Subcommands.Select(command => command.Name))}.";
}

static int Fail(string sentence, int code)
{
    // What a file or an argument brings along is no command to the terminal.
    var shown = string.Concat(sentence.Where(letter => letter is '\n' || !char.IsControl(letter)));
    try
    {
        Console.Error.WriteLine(shown);
    }
    catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
    {
        // Nobody reads it: the code tells.
    }
    return code;
}
