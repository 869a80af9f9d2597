namespace Lathe;

/// <summary>The norms of the weights that go into each unit, on a device.</summary>
interface IUnitNorms : IDisposable
{
    /// <summary>Scales the rows whose norm is larger than a limit down to it.</summary>
    void Limit(float limit);

    /// <summary>Scales the gradients of rows down to so many times the norm of the row.</summary>
    /// <param name="ratio">The largest ratio of the norms.</param>
    /// <param name="least">The norm that a row has at least.</param>
    void LimitGradients(float ratio, float least);
}
