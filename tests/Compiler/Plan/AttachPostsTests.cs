using Lathe.Generator.Graph;
using Lathe.Generator.Passes;
using Lathe.Generator.Plan;
using Xunit;

namespace Lathe.Compiler.Tests.Plan;

/// <summary>On CUDA devices contractions go on with their results.</summary>
public sealed class AttachPostsTests
{
    [Fact]
    public void The_statistics_of_a_batch_norm_have_a_partial_sum_for_128_pixels_whatever_the_channels()
    {
        foreach (var channels in new[] { 8, 16, 32, 64 })
        {
            var posts = OfConvolutions(Pipeline.Run(SmallNetworks.Plain(depth: 2, channels: channels)).Cuda!.Training, PhaseKind.Forward);
            Assert.Equal(2, posts.Count);
            Assert.All(posts, pair => Assert.Equal(new IndexQuotient(new IndexDim(new Dim(32 * 32, 127)), 128), pair.Post.Chunk.End));
        }
    }

    [Fact]
    public void A_post_moves_past_the_gradient_of_the_weights()
    {
        var posts = OfConvolutions(Pipeline.Run(SmallNetworks.Plain(depth: 3)).Cuda!.Training, PhaseKind.Backward);
        Assert.Equal(2, posts.Count);
        Assert.All(posts, pair => Assert.Equal(ConvolutionPass.InputGradient, ViewOf(pair.Contraction)!.Pass));
    }

    /// <summary>Behind the last convolution the rectifier's mean is taken, which reads the result from memory.</summary>
    [Fact]
    public void In_inference_the_rectifier_is_all_that_is_stored()
    {
        var forward = Pipeline.Run(SmallNetworks.Plain(depth: 2)).Cuda!.Inference.Phases.Items.First(phase => phase.Kind == PhaseKind.Forward);
        Assert.Single(PassedOn.Of(forward.Items.Items));
    }

    public static TheoryData<string> Networks => ["plain", "residual", "dense", "branches", "transformer"];

    /// <summary>Blocks of one launch run in any order: some still read operands while others store what the post makes.</summary>
    [Theory]
    [MemberData(nameof(Networks))]
    public void Nothing_that_a_post_writes_lies_where_its_contraction_reads(string name)
    {
        var plan = Pipeline.Run(name switch
        {
            "plain" => SmallNetworks.Plain(depth: 3),
            "residual" => SmallNetworks.Residual(),
            "dense" => SmallNetworks.Dense(),
            "branches" => SmallNetworks.Branches(),
            _ => SmallNetworks.Transformer(),
        });
        var posts = 0;
        foreach (var schedule in new[] { plan.Cuda!.Training, plan.Cuda.Inference })
        {
            foreach (var (contraction, post) in schedule.Phases.Items.SelectMany(phase => Posts(schedule, phase.Kind)))
            {
                posts++;
                var written = post.Touches.Where(touch => touch.IsWrite).Select(touch => touch.Value).ToArray();
                Assert.All(contraction.Touches.Where(touch => !touch.IsWrite), read => Assert.All(written, value => Assert.False(Overlap(read.Value, value, schedule.Memory!))));
            }
        }

        Assert.NotEqual(0, posts);
    }

    static bool Overlap(Value left, Value right, MemoryPlan memory)
    {
        const long batch = 3;
        (long Start, long End) Range(Value value) => (memory.Offset(value).At(batch), memory.Offset(value).At(batch) + (sizeof(float) * value.Size.At(batch)));
        var (a, b) = (Range(left), Range(right));
        return left.Space.Arena() == right.Space.Arena() && a.Start < b.End && b.Start < a.End;
    }

    static IReadOnlyList<(Region Contraction, Region Post)> Posts(Schedule schedule, PhaseKind kind)
    {
        Region[] regions = [.. schedule.Phases.Items.Single(phase => phase.Kind == kind).Items.Items.Cast<Region>()];
        return [.. regions.Zip(regions.Skip(1)).Where(pair => pair.Second.IsPost)];
    }

    static IReadOnlyList<(Region Contraction, Region Post)> OfConvolutions(Schedule schedule, PhaseKind kind) =>
        [.. Posts(schedule, kind).Where(pair => ViewOf(pair.Contraction) is not null)];

    static ConvolutionView? ViewOf(Region contraction) => ConvolutionView.Of(new((ContractItem)contraction.Items[0]));
}
