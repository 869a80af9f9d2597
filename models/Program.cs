using System.CommandLine;
using Lathe;
using Lathe.Models.CommandLine;

var root = new RootCommand("Trains, evaluates and inspects the networks of this repository.")
{
    TrainCommand.Create(),
    CommitteeCommand.Create(),
    EvaluateCommand.Create(),
    InspectCommand.Create(),
    NetworksCommand.Create(),
    CacheCommand.Create(),
};
var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
    return Fail(parsed.Errors[0].Message, ExitCodes.Usage);
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

static int Fail(string sentence, int code)
{
    Console.Error.WriteLine(sentence);
    return code;
}
