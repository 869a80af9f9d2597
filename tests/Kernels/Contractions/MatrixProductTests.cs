namespace Lathe.Kernels.Tests.Contractions;

public sealed class MatrixProductTests : IDisposable
{
    readonly Launchers launchers = new();

    public void Dispose() => launchers.Dispose();

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(1, 10, 500)]
    [InlineData(7, 10, 33)]
    [InlineData(8, 48, 64)]
    [InlineData(9, 49, 65)]
    [InlineData(64, 100, 17)]
    [InlineData(130, 33, 70)]
    [InlineData(33, 257, 129)]
    [InlineData(300, 16, 1)]
    [InlineData(5, 64, 1100)]
    [InlineData(20, 250, 1600)]
    public void Contiguous_transposed_and_sliced_operands(int m, int n, int k)
    {
        var random = new Random(m + n + k);
        for (var form = 0; form < 16; form++)
        {
            bool leftTransposed = (form & 1) != 0, rightTransposed = (form & 2) != 0, resultTransposed = (form & 4) != 0, accumulate = (form & 8) != 0;
            var slice = form % 3;
            var (leftRow, leftColumn) = leftTransposed ? (1, m + slice) : (k + slice, 1);
            var (rightRow, rightColumn) = rightTransposed ? (1, k + slice) : (n + slice, 1);
            var (resultRow, resultColumn) = resultTransposed ? (1, m + slice) : (n + slice, 1);
            var shape = new MatrixProductShape([], [new(m, leftRow, 0, resultRow)], [new(n, 0, rightColumn, resultColumn)], [new(k, leftColumn, rightRow, 0)]);
            Check(shape, [], [new(m, leftRow, 0, resultRow), new(n, 0, rightColumn, resultColumn)], [new(k, leftColumn, rightRow, 0)], accumulate, random, $"{m}x{n}x{k}, form {form}");
        }
    }

    [Fact]
    public void Attention_multiplies_heads_in_place()
    {
        // Queries and keys lie as [sample, token, head, feature]; scores as [sample, head, query, key].
        const int Samples = 3, Tokens = 17, Heads = 3, Features = 20, Width = Heads * Features;
        ContractionAxis[] batch = [new(Samples, Tokens * Width, Tokens * Width, Heads * Tokens * Tokens), new(Heads, Features, Features, Tokens * Tokens)];
        ContractionAxis[] rows = [new(Tokens, Width, 0, Tokens)];
        ContractionAxis[] columns = [new(Tokens, 0, Width, 1)];
        ContractionAxis[] inner = [new(Features, 1, 1, 0)];
        Check(new(batch, rows, columns, inner), batch, [.. rows, .. columns], inner, accumulate: false, new Random(2), "scores");

        // Values weighted by scores.
        batch = [new(Samples, Heads * Tokens * Tokens, Tokens * Width, Tokens * Width), new(Heads, Tokens * Tokens, Features, Features)];
        rows = [new(Tokens, Tokens, 0, Width)];
        columns = [new(Features, 0, 1, 1)];
        inner = [new(Tokens, 1, Width, 0)];
        Check(new(batch, rows, columns, inner), batch, [.. rows, .. columns], inner, accumulate: true, new Random(3), "values");
    }

    [Fact]
    public void Roles_of_two_axes()
    {
        // A weight gradient over samples and tokens into heads and features; the sums run over strided slices.
        const int Samples = 5, Tokens = 6, Inputs = 11, Heads = 2, Features = 9;
        ContractionAxis[] rows = [new(Inputs, 1, 0, 1)];
        ContractionAxis[] columns = [new(Heads, 0, Tokens * Features, Inputs), new(Features, 0, 1, Inputs * Heads)];
        ContractionAxis[] inner = [new(Samples, Tokens * Inputs, Heads * Tokens * Features, 0), new(Tokens, Inputs, Features, 0)];
        Check(new([], rows, columns, inner), [], [.. rows, .. columns], inner, accumulate: true, new Random(4), "weight gradient");
    }

    [Fact]
    public void Random_views()
    {
        var random = new Random(5);
        for (var i = 0; i < 150; i++)
        {
            // Three dense operands whose axes lie in a random order each.
            int[] extents = [random.Next(1, 4), random.Next(1, 3), random.Next(1, 6), random.Next(1, 20), random.Next(1, 4), random.Next(1, 40), random.Next(1, 4), random.Next(1, 30)];
            var left = Strides(extents, [0, 1, 2, 3, 6, 7], random);
            var right = Strides(extents, [0, 1, 4, 5, 6, 7], random);
            var result = Strides(extents, [0, 1, 2, 3, 4, 5], random);
            ContractionAxis Axis(int axis) => new(extents[axis], left[axis], right[axis], result[axis]);
            Check(
                new([Axis(0), Axis(1)], [Axis(2), Axis(3)], [Axis(4), Axis(5)], [Axis(6), Axis(7)]), [Axis(0), Axis(1)], [Axis(2), Axis(3), Axis(4), Axis(5)], [Axis(6), Axis(7)], i % 2 == 0, random,
                $"{i}: {string.Join(", ", Enumerable.Range(0, 8).Select(Axis))}");
        }
    }

    [Fact]
    public void Errors_of_long_sums_do_not_grow_with_their_length()
    {
        // A serial sum of so many numbers between 0 and 1 is off by about 1e-6 of itself.
        const int Rows = 32, Columns = 48, Terms = 4096;
        var random = new Random(6);
        using NativeTensor left = NativeTensor.Random(Rows * Terms, random), right = NativeTensor.Random(Terms * Columns, random), result = NativeTensor.Random(Rows * Columns, random);
        foreach (ref var value in left.Values)
            value = MathF.Abs(value);
        right.Values.Fill(1);
        using var pool = new WorkerPool(1);
        var shape = new MatrixProductShape([], [new(Rows, Terms, 0, Columns)], [new(Columns, 0, 1, 1)], [new(Terms, 1, Columns, 0)]);
        MatrixProduct.Multiply(new PooledLauncher(pool, VectorWidth.Plain), shape, left.Address, right.Address, result.Address, accumulate: false);
        var squares = 0d;
        for (var row = 0; row < Rows; row++)
        {
            var exact = 0d;
            foreach (var value in left.Values.Slice(row * Terms, Terms))
                exact += value;
            squares += Math.Pow((result.Values[row * Columns] - exact) / exact, 2);
        }

        Assert.InRange(Math.Sqrt(squares / Rows), 0, 3e-7);
    }

    [Fact]
    public void Empty_sums_are_zero_and_empty_results_nothing()
    {
        var shape = MatrixProductShape.Contiguous(3, 20, 0);
        using var result = NativeTensor.Random(60, new Random(6));
        launchers.Check(result, new double[60], 0, (launcher, target) => MatrixProduct.Multiply(launcher, shape, 0, 0, target, accumulate: false), "no terms");
        var kept = Array.ConvertAll(result.Values.ToArray(), value => (double)value);
        launchers.Check(result, kept, 0, (launcher, target) => MatrixProduct.Multiply(launcher, shape, 0, 0, target, accumulate: true), "no terms added");
        var nothing = MatrixProductShape.Contiguous(0, 20, 3);
        launchers.Check(result, kept, 0, (launcher, target) => MatrixProduct.Multiply(launcher, nothing, 0, 0, target, accumulate: false), "no rows");
    }

    [Fact]
    public void Too_many_axes_say_so()
    {
        var axis = new ContractionAxis(2, 1, 1, 1);
        Assert.Contains("at most 3 axes", Assert.Throws<ArgumentException>(() => new MatrixProductShape([axis, axis, axis, axis], [], [], [])).Message);
    }

    static nint[] Strides(int[] extents, int[] members, Random random)
    {
        var strides = new nint[extents.Length];
        random.Shuffle(members);
        nint stride = 1;
        foreach (var axis in members)
        {
            strides[axis] = stride;
            stride *= extents[axis];
        }

        return strides;
    }

    void Check(MatrixProductShape shape, ContractionAxis[] batch, ContractionAxis[] kept, ContractionAxis[] inner, bool accumulate, Random random, string what)
    {
        ContractionAxis[] results = [.. batch, .. kept];
        using var left = NativeTensor.Random(Length([.. results, .. inner], axis => axis.Left), random);
        using var right = NativeTensor.Random(Length([.. results, .. inner], axis => axis.Right), random);
        using var result = NativeTensor.Random(Length(results, axis => axis.Result), random);
        var expected = Array.ConvertAll(result.Values.ToArray(), value => (double)value);
        float[] a = left.Values.ToArray(), b = right.Values.ToArray();
        void Visit(int axis, nint l, nint r, nint target)
        {
            if (axis < results.Length)
            {
                for (nint i = 0; i < results[axis].Extent; i++)
                    Visit(axis + 1, l + (i * results[axis].Left), r + (i * results[axis].Right), target + (i * results[axis].Result));
                return;
            }

            expected[target] = (accumulate ? expected[target] : 0) + Sum(0, l, r);
        }

        double Sum(int axis, nint l, nint r)
        {
            if (axis == inner.Length)
                return (double)a[l] * b[r];
            double sum = 0;
            for (nint i = 0; i < inner[axis].Extent; i++)
                sum += Sum(axis + 1, l + (i * inner[axis].Left), r + (i * inner[axis].Right));
            return sum;
        }

        Visit(0, 0, 0, 0);
        double terms = 1;
        foreach (var axis in inner)
            terms *= axis.Extent;
        launchers.Check(result, expected, terms, (launcher, target) => MatrixProduct.Multiply(launcher, shape, left.Address, right.Address, target, accumulate), what);
    }

    static nint Length(ContractionAxis[] axes, Func<ContractionAxis, nint> stride) => 1 + axes.Aggregate((nint)0, (sum, axis) => sum + ((axis.Extent - 1) * stride(axis)));
}
