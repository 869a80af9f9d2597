namespace Lathe;

/// <summary>The norms of the weights that go into each unit, on a device.</summary>
interface IUnitNorms : IDisposable
{
    /// <summary>Scales the rows whose norm is larger than a limit down to it.</summary>
    void Limit(float limit);
}
