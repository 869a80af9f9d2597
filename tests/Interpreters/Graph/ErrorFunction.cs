namespace Lathe.Interpreters.Graph;

/// <summary>The Gauss error function in float64.</summary>
internal static class ErrorFunction
{
    /// <summary>By the series 2/√π exp(-x²) Σ 2ⁿ x²ⁿ⁺¹ / (2n+1)!!, whose terms are all of one sign (Abramowitz and Stegun 7.1.6).</summary>
    public static double Of(double x)
    {
        if (Math.Abs(x) > 6)
            return Math.Sign(x);
        var (term, sum) = (x, x);
        for (var n = 1; Math.Abs(term) > Math.Abs(sum) * 1e-17; n++)
        {
            term *= 2 * x * x / ((2 * n) + 1);
            sum += term;
        }

        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }
}
