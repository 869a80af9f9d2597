using Lathe.Generator.Graph;

namespace Lathe.Generator.Plan;

/// <summary>An axis of a contraction: its extent and its stride in each operand, 0 where it is not.</summary>
internal readonly record struct ContractionAxis(Dim Extent, long Left, long Right, long Result);

/// <summary>Which axes play which part in a matrix product.</summary>
/// <param name="Batch">Axes of both operands and the result.</param>
/// <param name="Rows">Axes of the left operand and the result.</param>
/// <param name="Columns">Axes of the right operand and the result.</param>
/// <param name="Inner">Axes of both operands.</param>
/// <param name="IsSwapped">Whether left and right are exchanged, so that columns are neighbours in the result.</param>
internal sealed record ProductRoles(string Batch, string Rows, string Columns, string Inner, bool IsSwapped);

/// <summary>The structure of a contraction, whatever operation it came from.</summary>
internal sealed class ContractionView(ContractItem item)
{
    /// <summary>The most axes that a part of a matrix product may have.</summary>
    const int MostAxes = 3;

    public ContractItem Item => item;

    public ContractionAxis Axis(char label) =>
        new(item.Relation.ExtentOf(label), Stride(item.Left, label), Stride(item.Right, label), Stride(item.Result, label));

    /// <summary>The parts of the axes if this is a matrix product, else null.</summary>
    public ProductRoles? Roles
    {
        get
        {
            var batch = Labels(item.Result, label => Has(item.Left, label) && Has(item.Right, label));
            var rows = Labels(item.Result, label => Has(item.Left, label) && !Has(item.Right, label));
            var columns = Labels(item.Result, label => !Has(item.Left, label) && Has(item.Right, label));
            var inner = Labels(item.Left, label => Has(item.Right, label) && !Has(item.Result, label));
            if (batch.Length + rows.Length + columns.Length + inner.Length != item.Relation.Axes.Count
                || new[] { batch, rows, columns, inner }.Any(labels => labels.Length > MostAxes))
                return null;
            bool IsContiguous(string labels) => labels.Any(label => Stride(item.Result, label) == 1 && !item.Relation.ExtentOf(label).IsOne);
            return IsContiguous(rows) && !IsContiguous(columns) ? new(batch, columns, rows, inner, true) : new(batch, rows, columns, inner, false);
        }
    }

    public static bool Has(ContractOperand operand, char label) => operand.Labels.Contains(label);

    public static long Stride(ContractOperand operand, char label) => Has(operand, label) ? operand.Strides[operand.Labels.IndexOf(label)] : 0;

    static string Labels(ContractOperand operand, Func<char, bool> condition) => new([.. operand.Labels.Where(condition)]);
}
