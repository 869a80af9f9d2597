using System.Globalization;

namespace Lathe.Compiler.Tests.Support;

/// <summary>Runs code as a machine of another country would.</summary>
internal static class Cultures
{
    public static T Under<T>(string name, Func<T> function)
    {
        var (culture, defaultCulture) = (CultureInfo.CurrentCulture, CultureInfo.DefaultThreadCurrentCulture);
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.GetCultureInfo(name);
            return function();
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.DefaultThreadCurrentCulture) = (culture, defaultCulture);
        }
    }
}
