using Lathe.Generator.Graph;

namespace Lathe.Generator.Ops.Composites;

/// <summary>Scaled dot-product attention (Vaswani et al. 2017).</summary>
internal static class Attentions
{
    /// <summary>softmax(q kᵀ · scale) v. Labels name the memory axes, so that no head has to be moved to the front: t are queries, s keys, d the
    /// features of both, e those of the values; other labels (n, h) are shared by all three.</summary>
    /// <param name="graph">Where the nodes go.</param>
    /// <param name="query">For instance N, H, T, D.</param>
    /// <param name="key">For instance N, H, S, D.</param>
    /// <param name="value">For instance N, H, S, E.</param>
    /// <param name="scale">1/sqrt(D) if 0.</param>
    /// <param name="queryAxes">The labels of the query.</param>
    /// <param name="keyAxes">The labels of the key.</param>
    /// <param name="valueAxes">The labels of the value.</param>
    /// <param name="resultAxes">The labels of the result.</param>
    public static Node Attention(
        this GraphBuilder graph,
        Node query,
        Node key,
        Node value,
        double scale = 0,
        string queryAxes = "nhtd",
        string keyAxes = "nhsd",
        string valueAxes = "nhse",
        string resultAxes = "nhte")
    {
        var shared = queryAxes.Replace("t", "").Replace("d", "");
        var scores = graph.Contract($"{queryAxes},{keyAxes}->{shared}ts", query, key);
        var factor = scale != 0 ? scale : 1 / Math.Sqrt(query.Shape[queryAxes.IndexOf('d')].Value);
        var weights = graph.Softmax(graph.Scale(scores, factor), -1);
        return graph.Contract($"{shared}ts,{valueAxes}->{resultAxes}", weights, value);
    }
}
