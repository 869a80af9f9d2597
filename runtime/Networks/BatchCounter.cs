using Lathe.Abi;

namespace Lathe;

/// <summary>PyTorch's <c>num_batches_tracked</c> beside a batch norm's running statistics: a count of training passes. No computation reads it; it is kept
/// so that state-dicts are complete.</summary>
sealed class BatchCounter(string name)
{
    const string Statistic = ".running_mean";

    public string Name { get; } = name;

    public long Value { get; set; }

    public static BatchCounter[] Of(IEnumerable<StateEntry> states) =>
    [
        .. states.Where(static state => state.Name.EndsWith(Statistic, StringComparison.Ordinal))
            .Select(static state => new BatchCounter(state.Name[..^Statistic.Length] + ".num_batches_tracked")),
    ];
}
