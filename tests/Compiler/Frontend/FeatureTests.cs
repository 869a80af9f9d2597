using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Lathe.Compiler.Tests.Support;
using Lathe.Generator.Frontend.Interpretation;
using Lathe.Generator.Frontend.Values;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;
using Vocabulary = Lathe.Generator.Frontend.Vocabulary;

namespace Lathe.Compiler.Tests.Frontend;

/// <summary>What the evaluator computes against what C# itself does: the records of <c>Features.txt</c> and <c>Semantics.txt</c> are constructed by both, and every field is
/// compared.</summary>
public sealed class FeatureTests
{
    static IEnumerable<(string Path, string Text)> Files =>
        new[] { "Features.txt", "Semantics.txt" }.Select(name => (name, File.ReadAllText(Repository.PathOf("tests", "Compiler", "Frontend", name))));

    static readonly CSharpCompilation Compilation = TestCompilation.Of([.. Files]);

    static readonly Lazy<Assembly> Real = new(() =>
    {
        using var image = new MemoryStream();
        Assert.Empty(Compilation.Emit(image).Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        image.Position = 0;
        return AssemblyLoadContext.Default.LoadFromStream(image);
    });

    /// <summary>The features: the records without parameters.</summary>
    public static TheoryData<string> Features =>
    [
        .. Compilation.Assembly.GlobalNamespace.GetTypeMembers()
            .Where(type => type is { IsRecord: true, IsSealed: true, TypeKind: TypeKind.Class } && type.InstanceConstructors.Any(constructor => constructor.Parameters.Length == 0))
            .Select(type => type.Name),
    ];

    [Theory]
    [MemberData(nameof(Features))]
    public void The_evaluator_computes_what_CSharp_does(string feature) => Compare(feature);

    [Theory]
    [MemberData(nameof(Features))]
    public void It_does_so_in_every_culture(string feature) => Cultures.Under("de-DE", () =>
    {
        var type = Compilation.GetTypeByMetadataName(feature)!;
        return Interpreter().Instantiate(type).Members.Count;
    });

    [Fact]
    public void Numbers_have_points_in_every_culture() =>
        Assert.Equal("1.5    2|3  |0.12 Medium True ", Cultures.Under("de-DE", () => Interpreter().Instantiate(Compilation.GetTypeByMetadataName("Strings")!)["interpolated"]));

    static Interpreter Interpreter() => new(Compilation, Vocabulary.Of(Compilation)!, CancellationToken.None);

    static void Compare(string feature)
    {
        var evaluated = Interpreter().Instantiate(Compilation.GetTypeByMetadataName(feature)!);
        var real = Cultures.Under("", () => Activator.CreateInstance(Real.Value.GetType(feature)!))!;
        Assert.NotEmpty(evaluated.Members);
        Same(feature, real, evaluated);
    }

    static void Same(string path, object? real, object? evaluated)
    {
        switch (evaluated)
        {
            case null:
                Assert.True(real is null, $"{path} is {real}, not null");
                break;
            case EnumValue member:
                Assert.Equal(real!.ToString(), member.ToString());
                Assert.Equal(System.Convert.ChangeType(real, Enum.GetUnderlyingType(real.GetType())), member.Underlying);
                break;
            case TupleValue tuple:
                SameItems(path, Enumerable.Range(0, ((ITuple)real!).Length).Select(index => ((ITuple)real)[index]), tuple.Items);
                break;
            case ArrayValue array:
                Assert.Equal(real is Array dimensions ? Enumerable.Range(0, dimensions.Rank).Select(dimensions.GetLength) : array.Lengths, array.Lengths);
                SameItems(path, ((IEnumerable)real!).Cast<object?>(), array.Items);
                break;
            case ListValue list:
                SameItems(path, ((IEnumerable)real!).Cast<object?>(), list.Items);
                break;
            case SetValue set:
                SameItems(path, ((IEnumerable)real!).Cast<object?>(), set.Items);
                break;
            case SequentialValue sequential:
                SameItems(path, ((Sequential)real!).Cast<object?>(), sequential.Modules);
                break;
            case DictionaryValue dictionary:
                SameItems(path + " keys", ((IDictionary)real!).Keys.Cast<object?>(), dictionary.Keys);
                SameItems(path + " values", ((IDictionary)real).Values.Cast<object?>(), dictionary.Keys.Select(key => dictionary.TryGet(key, out var value) ? value : null));
                break;
            case ObjectValue instance:
                SameMembers(path, real!, instance);
                break;
            case IndexValue index:
                Assert.Equal(real!.ToString(), index.ToString());
                break;
            default:
                Assert.True(Equals(real, evaluated), $"{path} is {real} ({real?.GetType()}), but was evaluated to {evaluated} ({evaluated.GetType()})");
                break;
        }
    }

    static void SameItems(string path, IEnumerable<object?> real, IEnumerable<object?> evaluated)
    {
        var (left, right) = (real.ToArray(), evaluated.ToArray());
        Assert.True(left.Length == right.Length, $"{path} has {left.Length} elements, but {right.Length} were evaluated");
        for (var index = 0; index < left.Length; index++)
        {
            Same($"{path}[{index}]", left[index], right[index]);
        }
    }

    static void SameMembers(string path, object real, ObjectValue evaluated)
    {
        Assert.Equal(real.GetType().Name, evaluated.Type.Name);
        foreach (var (symbol, value) in evaluated.Members.Where(member => member.Key is not IParameterSymbol))
        {
            Same($"{path}.{symbol.Name}", Read(real, symbol), value);
        }
    }

    static object? Read(object real, ISymbol symbol)
    {
        const BindingFlags All = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        var type = real.GetType();
        while (type!.Name != symbol.ContainingType.Name)
        {
            type = type.BaseType;
        }

        return symbol is IPropertySymbol ? type.GetProperty(symbol.Name, All)!.GetValue(real) : type.GetField(symbol.Name, All)!.GetValue(real);
    }
}
