namespace Lathe.Generator.Graph;

/// <summary>The extent of an axis: <c>PerSample * N + Fixed</c>, where N is the run-time number of samples in the batch.</summary>
/// <param name="PerSample">The multiple of N; 0 for a static extent.</param>
/// <param name="Fixed">What does not depend on N.</param>
internal readonly record struct Dim(long PerSample, long Fixed)
{
    /// <summary>The batch axis: N.</summary>
    public static Dim Batch { get; } = new(1, 0);

    public bool IsStatic => PerSample == 0;

    public bool IsOne => PerSample == 0 && Fixed == 1;

    /// <summary>The extent of a static axis.</summary>
    /// <exception cref="InvalidOperationException">The axis depends on the batch.</exception>
    public int Value => IsStatic ? checked((int)Fixed) : throw new InvalidOperationException($"The extent {this} depends on the batch.");

    public static implicit operator Dim(int value) => new(0, value);

    public static Dim operator +(Dim left, Dim right) => new(left.PerSample + right.PerSample, left.Fixed + right.Fixed);

    /// <summary>The product; at most one factor may depend on the batch.</summary>
    public static Dim operator *(Dim left, Dim right) => (left.IsStatic, right.IsStatic) switch
    {
        (true, _) => new(checked(left.Fixed * right.PerSample), checked(left.Fixed * right.Fixed)),
        (_, true) => right * left,
        _ => throw new InvalidOperationException($"{left} times {right} is not linear in the batch."),
    };

    /// <summary>The extent for a batch of <paramref name="batch"/> samples.</summary>
    public long At(long batch) => checked((PerSample * batch) + Fixed);

    public override string ToString() => (PerSample, Fixed) switch
    {
        (0, _) => Fixed.ToString(System.Globalization.CultureInfo.InvariantCulture),
        (1, 0) => "N",
        (_, 0) => $"{PerSample}N",
        _ => $"{PerSample}N+{Fixed}",
    };
}
