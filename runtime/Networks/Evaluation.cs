namespace Lathe;

/// <summary>How well a network does on a data set.</summary>
/// <param name="Correct">How many images it classified correctly.</param>
/// <param name="Count">How many there were.</param>
/// <param name="Loss">The mean cross-entropy.</param>
public sealed record Evaluation(int Correct, int Count, double Loss)
{
    /// <summary>The share of correct images, in [0, 1].</summary>
    public double Accuracy => Count == 0 ? 0 : (double)Correct / Count;
}
