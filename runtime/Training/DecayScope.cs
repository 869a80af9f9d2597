namespace Lathe;

/// <summary>Which parameters weight decay applies to.</summary>
public enum DecayScope
{
    /// <summary>All, as in PyTorch's default parameter group.</summary>
    All,

    /// <summary>Weights only: no biases, norm scales or slopes.</summary>
    Weights,
}
