using Lathe.Generator.Plan;

namespace Lathe.Generator.Emit.Cuda;

/// <summary>What a post is printed from.</summary>
/// <param name="Kernel">The items of its region.</param>
/// <param name="Result">The number of the contraction's result among their values.</param>
/// <param name="Keeps">Whether something else reads the result.</param>
internal sealed record PostSource(KernelSource Kernel, int Result, bool Keeps)
{
    /// <param name="post">The region.</param>
    /// <param name="result">The contraction's result.</param>
    /// <param name="keeps">Whether something else reads it.</param>
    /// <param name="values">Gets the region's values by their numbers in the source.</param>
    public static PostSource Of(Region post, Value result, bool keeps, out IReadOnlyList<Value> values)
    {
        var kernel = KernelSource.Of(post, post.Items.Items, out values);
        var number = 0;
        while (values[number].Id != result.Id)
            number++;
        return new(kernel, number, keeps);
    }
}
