#pragma warning disable IDE0130 // Namespace does not match folder structure: the compiler asks for this namespace.
namespace System;

/// <summary>A position counted from the start or the end: what <c>^1</c> and list patterns compile to; netstandard2.0 does not have it.</summary>
internal readonly struct Index(int value, bool fromEnd = false)
{
    public int Value { get; } = value;

    public bool IsFromEnd { get; } = fromEnd;

    public static implicit operator Index(int value) => new(value);

    public int GetOffset(int length) => IsFromEnd ? length - Value : Value;
}
