namespace Lathe.Generator.Support;

/// <summary>Searches in what is sorted.</summary>
internal static class Sorted
{
    /// <summary>The first of so many places at which a condition holds, which holds at all later ones too; their number where it holds at none.</summary>
    public static int First(int count, Func<int, bool> holds)
    {
        var (low, high) = (0, count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (holds(middle))
                high = middle;
            else
                low = middle + 1;
        }

        return low;
    }
}
