using System.Globalization;
using Lathe.Generator.Frontend.Interpretation;
using Lathe.Generator.Frontend.Values;
using Microsoft.CodeAnalysis;

namespace Lathe.Generator.Frontend.Library;

/// <summary>Methods of strings; comparisons are ordinal unless they ignore case, and then ordinal too.</summary>
internal static class StringMethods
{
    public static object? Call(LibraryCall call)
    {
        try
        {
            return call.This is string text ? Allocated(call, OfInstance(call, text)) : OfType(call);
        }
        catch (Exception problem) when (problem is ArgumentException or FormatException)
        {
            throw LibraryCall.Throw(problem.GetType().Name, $"'{call.Name}' is called with arguments out of range");
        }
    }

    static object? OfInstance(LibraryCall call, string text) => (call.Name, call.Arguments) switch
    {
        ("ToUpperInvariant" or "ToUpper", _) => text.ToUpperInvariant(),
        ("ToLowerInvariant" or "ToLower", _) => text.ToLowerInvariant(),
        ("Trim", []) => text.Trim(),
        ("TrimStart", []) => text.TrimStart(),
        ("TrimEnd", []) => text.TrimEnd(),
        ("Trim", [char character]) => text.Trim(character),
        ("TrimStart", [char character]) => text.TrimStart(character),
        ("TrimEnd", [char character]) => text.TrimEnd(character),
        ("Substring", [int start]) => text.Substring(start),
        ("Substring", [int start, int length]) => text.Substring(start, length),
        ("Replace", [string old, var replacement]) => Replaced(call, text, old, replacement as string),
        ("Replace", [char old, char replacement]) => text.Replace(old, replacement),
        ("StartsWith", [string part, ..]) when IsCompared(call, 1) => text.StartsWith(part, Comparison(call)),
        ("EndsWith", [string part, ..]) when IsCompared(call, 1) => text.EndsWith(part, Comparison(call)),
        ("StartsWith", [char character]) => text.Length > 0 && text[0] == character,
        ("EndsWith", [char character]) => text.Length > 0 && text[text.Length - 1] == character,
        ("Contains", [string part, ..]) when IsCompared(call, 1) => text.IndexOf(part, Comparison(call)) >= 0,
        ("Contains", [char character]) => text.IndexOf(character) >= 0,
        ("IndexOf", [string part, ..]) when IsCompared(call, 1) => text.IndexOf(part, Comparison(call)),
        ("IndexOf", [char character]) => text.IndexOf(character),
        ("LastIndexOf", [char character]) => text.LastIndexOf(character),
        ("PadLeft", [int width, ..]) => Padded(call, width, text.PadLeft),
        ("PadRight", [int width, ..]) => Padded(call, width, text.PadRight),
        ("Insert", [int start, string part]) => text.Insert(start, part),
        ("Remove", [int start]) => text.Remove(start),
        ("Remove", [int start, int length]) => text.Remove(start, length),
        ("Split", [char separator, ..]) when call.Count == 1 || call[1] is EnumValue => Parts(call, text.Split(separator)),
        ("Split", [string separator, ..]) when call.Count == 1 || call[1] is EnumValue => Parts(call, text.Split([separator], StringSplitOptions.None)),
        ("Split", [ArrayValue separators]) => Parts(call, text.Split([.. separators.Items.Cast<char>()])),
        ("ToCharArray", []) => new ArrayValue(call.Method.ReturnType, [.. text.Select(character => (object?)character)]),
        ("Equals", [var other, ..]) when IsCompared(call, 1) => string.Equals(text, other as string, Comparison(call)),
        _ => ObjectMethods.Call(call),
    };

    static object? OfType(LibraryCall call) => (call.Name, call.Arguments) switch
    {
        ("Join", [var separator, _]) => string.Join(separator?.ToString(), Texts(call, call.Items(1), separator is string between ? between.Length : 1)),
        ("Concat", [var only]) when call.Method.Parameters[0].Type.SpecialType == SpecialType.System_Object => call.Interpreter.Format(call.Site, only),
        ("Concat", [_]) => string.Concat(Texts(call, call.Items(0), 0)),
        ("Concat", _) => string.Concat(Texts(call, call.Arguments, 0)),
        ("IsNullOrEmpty", [var text]) => string.IsNullOrEmpty(text as string),
        ("IsNullOrWhiteSpace", [var text]) => string.IsNullOrWhiteSpace(text as string),
        ("Equals" or "op_Equality", [var left, var right, ..]) when IsCompared(call, 2) => string.Equals(left as string, right as string, Comparison(call)),
        ("op_Inequality", [var left, var right]) => !Equals(left, right),
        ("CompareOrdinal" or "Compare", [var left, var right, ..]) when IsCompared(call, 2) => string.Compare(left as string, right as string, Comparison(call)),
        ("Format", [string format, ..]) => Formatted(call, format, [.. FormatArguments(call)]),
        ("op_Implicit", [string text]) => new ArrayValue(call.Method.ReturnType, [.. text.Select(character => (object?)character)]),
        _ => MemberTable.Unknown,
    };

    /// <summary>Whether nothing follows some arguments but how to compare.</summary>
    static bool IsCompared(LibraryCall call, int count) => call.Count == count || (call.Count == count + 1 && call[count] is EnumValue { Type.Name: "StringComparison" });

    static StringComparison Comparison(LibraryCall call) =>
        call.Arguments.OfType<EnumValue>().FirstOrDefault(argument => argument.Type.Name == "StringComparison")?.ToString().EndsWith("IgnoreCase", StringComparison.Ordinal) == true
            ? StringComparison.OrdinalIgnoreCase
            : StringComparison.Ordinal;

    static IEnumerable<object?> FormatArguments(LibraryCall call) =>
        call.Arguments.Skip(1).SelectMany(argument => argument is ArrayValue array ? array.Items : [argument]).Select(item => item is IFormattable ? item : call.Interpreter.Format(call.Site, item));

    static string Padded(LibraryCall call, int width, Func<int, char, string> pad)
    {
        call.Interpreter.Allocate(call.Site, Math.Max(width, 0));
        return pad(width, call.Count > 1 ? (char)call[1]! : ' ');
    }

    static ArrayValue Parts(LibraryCall call, string[] parts)
    {
        var options = call.Arguments.OfType<EnumValue>().Select(option => option.ToString()).FirstOrDefault() ?? "";
        var trimmed = options.Contains("TrimEntries") ? parts.Select(part => part.Trim()) : parts;
        return new(call.Method.ReturnType, [.. options.Contains("RemoveEmptyEntries") ? trimmed.Where(part => part.Length > 0) : trimmed]);
    }

    /// <summary>The texts of values, counted before anything is made of them.</summary>
    static IEnumerable<string> Texts(LibraryCall call, IEnumerable<object?> items, int between)
    {
        foreach (var item in items)
        {
            var text = call.Interpreter.Format(call.Site, item);
            call.Interpreter.Allocate(call.Site, text.Length + between);
            yield return text;
        }
    }

    static string Formatted(LibraryCall call, string format, object?[] arguments)
    {
        // A hole is as long as the longest argument, or as its own width or precision says.
        var hole = arguments.Select(argument => (argument as string)?.Length ?? 0).DefaultIfEmpty(0).Max() + ValueFormat.LargestNumber(format);
        call.Interpreter.Allocate(call.Site, format.Length + (format.Count(character => character == '{') * hole));
        return string.Format(CultureInfo.InvariantCulture, format, arguments);
    }

    static string Replaced(LibraryCall call, string text, string old, string? replacement)
    {
        if (old.Length > 0 && replacement?.Length > old.Length)
        {
            call.Interpreter.Allocate(call.Site, text.Length / old.Length * (long)replacement.Length);
        }

        return text.Replace(old, replacement);
    }

    /// <summary>A text that a method made, counted; anything else as it is.</summary>
    static object? Allocated(LibraryCall call, object? made)
    {
        if (made is string or ArrayValue)
        {
            call.Interpreter.Allocate(call.Site, made is string text ? text.Length : ((string)call.This!).Length);
        }

        return made;
    }
}
