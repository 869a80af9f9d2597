using Lathe.Generator.Diagnostics;
using Lathe.Generator.Frontend.Interpretation;
using Lathe.Generator.Graph;
using Lathe.Generator.Ops;
using Lathe.Generator.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Lathe.Generator.Frontend.Tensors;

/// <summary>An element of a tensor inside Map: a number, or a truth value, that only running the network gives.</summary>
/// <param name="Expression">What it is computed by.</param>
/// <param name="IsTruth">Whether it is a truth value.</param>
/// <param name="IsInteger">Whether its type in C# is one of integers, which an element has that chooses between some.</param>
internal sealed record ElementValue(Scalar Expression, bool IsTruth = false, bool IsInteger = false);

/// <summary>C# on elements of tensors: each operator adds to a scalar expression.</summary>
internal sealed class ElementOperations(Interpreter interpreter)
{
    /// <summary>The most ways through one function.</summary>
    const int MaximalBranches = 256;

    List<bool> assumed = [];
    List<(Scalar Condition, bool Truth)> decisions = [];
    int branches;

    /// <summary>The expression that a function computes. Where it branches on an element, it is evaluated once for each way, and the ways are joined
    /// by selections.</summary>
    public Scalar Trace(IOperation site, Func<object?> function)
    {
        var (outerAssumed, outerDecisions, outerBranches) = (assumed, decisions, branches);
        branches = 0;
        try
        {
            return Trace(site, function, []);
        }
        finally
        {
            (assumed, decisions, branches) = (outerAssumed, outerDecisions, outerBranches);
        }
    }

    Scalar Trace(IOperation site, Func<object?> function, List<bool> prefix)
    {
        if (++branches > MaximalBranches)
        {
            throw TooManyBranches(site);
        }

        (assumed, decisions) = (prefix, []);
        var result = ScalarOf(site, function());
        var met = decisions;
        for (var index = met.Count - 1; index >= prefix.Count; index--)
        {
            var otherwise = Trace(site, function, [.. met.Take(index).Select(decision => decision.Truth), false]);
            result = Scalars.Choose(met[index].Condition, result, otherwise);
        }

        return result;
    }

    /// <summary>The truth of a condition on the way that is being followed.</summary>
    public bool Decide(ElementValue condition, IOperation site)
    {
        if (decisions.Count >= MaximalBranches)
        {
            throw TooManyBranches(site);
        }

        var truth = decisions.Count >= assumed.Count || assumed[decisions.Count];
        decisions.Add((condition.Expression, truth));
        return truth;
    }

    public ElementValue Binary(IOperation site, BinaryOperatorKind kind, object? left, object? right)
    {
        var (x, y) = (ScalarOf(site, left), ScalarOf(site, right));
        var areIntegers = IsInteger(left) && IsInteger(right);
        return kind switch
        {
            BinaryOperatorKind.Add => new(x + y, IsInteger: areIntegers),
            BinaryOperatorKind.Subtract => new(x - y, IsInteger: areIntegers),
            BinaryOperatorKind.Multiply => new(x * y, IsInteger: areIntegers),
            BinaryOperatorKind.Divide => areIntegers ? new(TruncatedQuotient(x, y), IsInteger: true) : new(x / y),
            BinaryOperatorKind.LessThan => new(Scalars.Less(x, y), true),
            BinaryOperatorKind.LessThanOrEqual => new(Scalars.LessOrEqual(x, y), true),
            BinaryOperatorKind.GreaterThan => new(Scalars.Less(y, x), true),
            BinaryOperatorKind.GreaterThanOrEqual => new(Scalars.LessOrEqual(y, x), true),
            BinaryOperatorKind.Equals => new(AreEqual(x, y, IsTruth(left)), true),
            BinaryOperatorKind.NotEquals => new(Not(AreEqual(x, y, IsTruth(left))), true),
            BinaryOperatorKind.ExclusiveOr when IsTruth(left) => new(Not(AreEqual(x, y, areTruths: true)), true),
            BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.And => new(new Binary(BinaryOperator.And, x, y), true),
            BinaryOperatorKind.ConditionalOr or BinaryOperatorKind.Or => new(new Binary(BinaryOperator.Or, x, y), true),
            _ => throw Refuse(site, $"The operator '{kind}'"),
        };
    }

    public ElementValue Unary(IOperation site, UnaryOperatorKind kind, ElementValue operand) => kind switch
    {
        UnaryOperatorKind.Plus => operand,
        UnaryOperatorKind.Minus => operand with { Expression = -operand.Expression },
        UnaryOperatorKind.Not => new(Not(operand.Expression), true),
        _ => throw Refuse(site, $"The operator '{kind}'"),
    };

    public ElementValue Choose(IOperation site, ElementValue condition, object? whenTrue, object? whenFalse) => new(
        Scalars.Choose(condition.Expression, ScalarOf(site, whenTrue), ScalarOf(site, whenFalse)),
        IsTruth(whenTrue),
        IsInteger(whenTrue) && IsInteger(whenFalse));

    public ElementValue Convert(IOperation site, ElementValue element, ITypeSymbol type) =>
        type.SpecialType is SpecialType.System_Single or SpecialType.System_Double
            ? element with { IsInteger = false }
            : (element.IsTruth && type.SpecialType == SpecialType.System_Boolean) || (element.IsInteger && type.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64)
            ? element
            : throw Refuse(site, $"A conversion to '{type.ToDisplayString()}'");

    /// <summary>A function of Math or MathF.</summary>
    public ElementValue Call(IOperation site, string name, object?[] arguments)
    {
        var x = ScalarOf(site, arguments[0]);
        var y = arguments.Length > 1 ? ScalarOf(site, arguments[1]) : x;
        var result = (name, arguments.Length) switch
        {
            ("Abs", 1) => Scalars.Abs(x),
            ("Exp", 1) => Scalars.Exp(x),
            ("Log", 1) => Scalars.Log(x),
            ("Log", 2) => Scalars.Log(x) / Scalars.Log(y),
            ("Log2", 1) => Scalars.Log(x) * (1 / Math.Log(2)),
            ("Log10", 1) => Scalars.Log(x) * (1 / Math.Log(10)),
            ("Sqrt", 1) => Scalars.Sqrt(x),
            ("Tanh", 1) => Scalars.Tanh(x),
            ("Sinh", 1) => HyperbolicSine(x),
            ("Cosh", 1) => HalfExponential(x) + HalfExponential(-x),
            ("Sin", 1) => new Unary(UnaryOperator.Sine, x),
            ("Cos", 1) => new Unary(UnaryOperator.Cosine, x),
            ("Tan", 1) => new Unary(UnaryOperator.Sine, x) / new Unary(UnaryOperator.Cosine, x),
            ("Floor", 1) => new Unary(UnaryOperator.Floor, x),
            ("Ceiling", 1) => -new Unary(UnaryOperator.Floor, -x),
            ("Pow", 2) => ScalarAlgebra.Power(x, y),
            ("Max", 2) => Scalars.Maximum(x, y),
            ("Min", 2) => Scalars.Minimum(x, y),
            ("Clamp", 3) => Scalars.Clamp(x, y, ScalarOf(site, arguments[2])),
            ("FusedMultiplyAdd", 3) => new FusedMultiplyAdd(x, y, ScalarOf(site, arguments[2])),
            _ => throw Refuse(site, $"'{name}'"),
        };
        return new(result, IsInteger: name is "Abs" or "Max" or "Min" or "Clamp" && arguments.All(IsInteger));
    }

    /// <summary>exp(x) / 2, which is finite where exp(x) no longer is.</summary>
    static Scalar HalfExponential(Scalar x)
    {
        var root = Scalars.Exp(x * 0.5);
        return root * 0.5 * root;
    }

    /// <summary>Near zero the exponentials cancel: there the series takes their place, to x^9.</summary>
    static Scalar HyperbolicSine(Scalar x)
    {
        var square = x * x;
        var series = x * (1 + (square * (1.0 / 6) * (1 + (square * (1.0 / 20) * (1 + (square * (1.0 / 42) * (1 + (square * (1.0 / 72)))))))));
        return Scalars.Choose(Scalars.Less(square, 1), series, HalfExponential(x) - HalfExponential(-x));
    }

    /// <summary>A number or truth value as a scalar expression.</summary>
    Scalar ScalarOf(IOperation site, object? value) => value switch
    {
        ElementValue element => element.Expression,
        float or double or int or long or byte or short => DecimalReading.Of(value),
        bool truth => Scalars.Equal(truth ? 1.0 : 0.0, 1.0),
        _ => throw Refuse(site, "A value that is no number"),
    };

    static Scalar AreEqual(Scalar x, Scalar y, bool areTruths) => areTruths
        ? new Binary(BinaryOperator.Or, new Binary(BinaryOperator.And, x, y), new Binary(BinaryOperator.And, Not(x), Not(y)))
        : Scalars.Equal(x, y);

    /// <summary>C#'s quotient of integers. The half keeps rounding away from where the quotient changes.</summary>
    static Scalar TruncatedQuotient(Scalar x, Scalar y)
    {
        Scalar quotient = new Unary(UnaryOperator.Floor, (Scalars.Abs(x) + 0.5) / Scalars.Abs(y));
        return Scalars.Choose(Scalars.Less(x * y, 0), -quotient, quotient);
    }

    static bool IsInteger(object? value) => value is int or long or short or byte or ElementValue { IsInteger: true };

    static bool IsTruth(object? value) => value is bool or ElementValue { IsTruth: true };

    static Scalar Not(Scalar x) => new Unary(UnaryOperator.Not, x);

    EvaluationFault Refuse(IOperation site, string what) => interpreter.Fault(site, Rules.ElementValue, what);

    EvaluationFault TooManyBranches(IOperation site) =>
        interpreter.Fault(site, Rules.Limit, FormattableString.Invariant($"{MaximalBranches} branches of an elementwise function"));
}
