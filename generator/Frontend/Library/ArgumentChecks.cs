using Lathe.Generator.Frontend.Interpretation;
using Lathe.Generator.Frontend.Values;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Lathe.Generator.Frontend.Library;

/// <summary>Exceptions and their static checks of arguments.</summary>
internal static class ArgumentChecks
{
    public static object? Call(LibraryCall call)
    {
        var value = call.Count > 0 ? call[0] : null;
        var fails = call.Name switch
        {
            "ThrowIfNull" => value is null,
            "ThrowIfNullOrEmpty" => string.IsNullOrEmpty(value as string),
            "ThrowIfNullOrWhiteSpace" => string.IsNullOrWhiteSpace(value as string),
            "ThrowIfNegative" => Compare(call, BinaryOperatorKind.LessThan, Zero(call)),
            "ThrowIfNegativeOrZero" => Compare(call, BinaryOperatorKind.LessThanOrEqual, Zero(call)),
            "ThrowIfZero" => ValueEquality.AreEqual(value, Zero(call)),
            "ThrowIfLessThan" => Compare(call, BinaryOperatorKind.LessThan, call[1]),
            "ThrowIfLessThanOrEqual" => Compare(call, BinaryOperatorKind.LessThanOrEqual, call[1]),
            "ThrowIfGreaterThan" => Compare(call, BinaryOperatorKind.GreaterThan, call[1]),
            "ThrowIfGreaterThanOrEqual" => Compare(call, BinaryOperatorKind.GreaterThanOrEqual, call[1]),
            "ThrowIfEqual" => ValueEquality.AreEqual(value, call[1]),
            "ThrowIfNotEqual" => !ValueEquality.AreEqual(value, call[1]),
            _ => (bool?)null,
        };
        return fails switch
        {
            null => MemberTable.Unknown,
            false => null,
            true => throw LibraryCall.Throw(call.Method.ContainingType.Name, $"'{call[call.Count - 1]}' is {(value is null ? "null" : ValueFormat.Of(value))}"),
        };
    }

    /// <summary>The message of an exception that is constructed.</summary>
    public static string MessageOf(LibraryCall call, INamedTypeSymbol type)
    {
        string? Named(string name) =>
            call.Method.Parameters.FirstOrDefault(parameter => parameter.Name == name) is { } parameter ? call[parameter.Ordinal] as string : null;
        var message = Named("message");
        var parameterName = Named("paramName");
        return (message, parameterName) switch
        {
            (null, null) => $"an exception of type {type.Name}",
            (null, _) => $"'{parameterName}' is out of range",
            (_, null) => message,
            _ => $"{message} (Parameter '{parameterName}')",
        };
    }

    static object? Zero(LibraryCall call) => NumericConversion.To(call.Interpreter.TypeOf(call[0])?.SpecialType ?? SpecialType.None, 0, isChecked: false);

    static bool? Compare(LibraryCall call, BinaryOperatorKind kind, object? bound) =>
        call[0] is { } value && bound is not null ? Arithmetic.Binary(kind, value, bound, isChecked: false) as bool? : null;
}
