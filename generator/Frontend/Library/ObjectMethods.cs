using Lathe.Generator.Diagnostics;
using Lathe.Generator.Frontend.Values;
using Microsoft.CodeAnalysis;

namespace Lathe.Generator.Frontend.Library;

/// <summary>What every value has, and what the compiler synthesises for records.</summary>
internal static class ObjectMethods
{
    public static object? Call(LibraryCall call) => (call.Name, call.Count) switch
    {
        ("ToString", 0) => call.Interpreter.Format(call.Site, call.Receiver),
        ("ToString", >= 1) => call.Interpreter.Format(call.Site, call.Receiver, call[0] as string),
        ("Equals", 1) => ValueEquality.AreEqual(call.Receiver, call[0]),
        ("Equals", 2) => call.Interpreter.ValuesEqual(call.Site, call[0], call[1]),
        ("ReferenceEquals", 2) => call.Interpreter.AreSame(call.Site, call[0], call[1]),
        ("CompareTo", 1) => Ordering.Compare(call.This, call[0]),
        ("HasFlag", 1) => HasFlag((EnumValue)call.This!, call.Required<EnumValue>(0)),
        ("GetType", 0) when call.This is not PairValue && call.Interpreter.TypeOf(call.Receiver) is { } type => new TypeValue(type),
        ("GetValues", _) when call.Method is { ContainingType.Name: "Enum", TypeArguments: [INamedTypeSymbol type] } => EnumValues(call, type),
        ("GetNames", _) when call.Method is { ContainingType.Name: "Enum", TypeArguments: [INamedTypeSymbol type] } =>
            new ArrayValue(null, [.. Members(type).Select(member => (object?)member.Name)]),
        _ => MemberTable.Unknown,
    };

    /// <summary>The members that the compiler gives a record.</summary>
    public static object? Synthesized(LibraryCall call) => call.Name switch
    {
        "Equals" when call.Count == 1 => call.Interpreter.ValuesEqual(call.Site, call.Receiver, call[0]),
        "op_Equality" => call.Interpreter.ValuesEqual(call.Site, call[0], call[1]),
        "op_Inequality" => !call.Interpreter.ValuesEqual(call.Site, call[0], call[1]),
        "ToString" => call.Interpreter.FormatRecord(call.Site, call.Receiver!, call.Method),
        _ => MemberTable.Unknown,
    };

    /// <summary>Methods of layers, which the vocabulary's records inherit, and Sequential's own.</summary>
    public static object? OfVocabulary(LibraryCall call) => (call.Name, call.This) switch
    {
        ("GetEnumerator", SequentialValue) => call.Interpreter.Enumerate(call.Site, call.Receiver),
        ("Create", _) when call.Method.ContainingType.Name == "Sequential" => new SequentialValue(call.Method.ContainingType, [.. call.Items(0)], call.Site.Syntax),
        ("get_Item", SequentialValue) => call.Interpreter.ElementAt(call.Site, call.Receiver!, call[0]),
        ("op_Equality", _) => ValueEquality.AreEqual(call[0], call[1]),
        ("op_Inequality", _) => !ValueEquality.AreEqual(call[0], call[1]),
        ("Deconstruct", _) => throw call.Interpreter.Fault(call.Site, Rules.UnknownMember, call.Name),
        _ => Call(call),
    };

    static bool HasFlag(EnumValue value, EnumValue flag) => (value.Bits & flag.Bits) == flag.Bits;

    static ArrayValue EnumValues(LibraryCall call, INamedTypeSymbol type) =>
        new(call.Interpreter.Compilation.CreateArrayTypeSymbol(type), [.. Members(type).Select(member => (object?)new EnumValue(type, member.ConstantValue!))]);

    static IEnumerable<IFieldSymbol> Members(INamedTypeSymbol type) =>
        type.GetMembers().OfType<IFieldSymbol>().Where(field => field.HasConstantValue)
            .OrderBy(field => EnumValue.BitsOf(field.ConstantValue!));
}
