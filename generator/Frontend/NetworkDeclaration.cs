using System.Collections.Immutable;
using System.Globalization;
using Lathe.Generator.Diagnostics;
using Lathe.Generator.Graph;
using Lathe.Generator.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Lathe.Generator.Frontend;

/// <summary>What can be said of a network without evaluating it: its input, its Forward, its Loss.</summary>
internal sealed class NetworkDeclaration
{
    const string LossName = "loss";

    /// <summary>What the network's input, the targets and the loss are called.</summary>
    static readonly string[] Reserved = ["x", "targets", LossName];

    readonly INamedTypeSymbol network;
    readonly Vocabulary vocabulary;
    readonly List<Finding> findings;

    NetworkDeclaration(INamedTypeSymbol network, Vocabulary vocabulary, List<Finding> findings)
    {
        this.network = network;
        this.vocabulary = vocabulary;
        this.findings = findings;
    }

    /// <summary>The extents of <c>x</c> without the batch.</summary>
    public ImmutableArray<int> InputShape { get; private set; }

    /// <summary>Rows and columns of the largest tiles by which the processor may convolve with Winograd's algorithm.</summary>
    public int WinogradTile { get; private set; }

    /// <summary>The most derived Forward.</summary>
    public IMethodSymbol Forward { get; private set; } = null!;

    /// <summary>The most derived Loss, if there is one.</summary>
    public IMethodSymbol? Loss { get; private set; }

    /// <summary>Checks a record that carries [Network].</summary>
    /// <returns>Null if a rule is broken; the findings then say which.</returns>
    public static NetworkDeclaration? Check(INamedTypeSymbol network, Vocabulary vocabulary, List<Finding> findings)
    {
        var declaration = new NetworkDeclaration(network, vocabulary, findings);
        return declaration.CheckRecord() & declaration.CheckInput() & declaration.CheckTile() && declaration.CheckForward() & declaration.CheckLoss() && declaration.CheckExtras() & declaration.CheckNames() ? declaration : null;
    }

    /// <summary>The shape of an extra tensor, as its [Input] says.</summary>
    public ImmutableArray<int> ExtraShape(IParameterSymbol parameter) => Extents(Attribute(parameter, "InputAttribute")!);

    /// <summary>Whether a parameter's shape is declared.</summary>
    public bool HasShape(IParameterSymbol parameter) => Attribute(parameter, "InputAttribute") is not null;

    static ImmutableArray<int> Extents(AttributeData attribute) =>
        attribute.ConstructorArguments is [{ Kind: TypedConstantKind.Array, IsNull: false } shape] ? [.. shape.Values.Select(value => value.Value is int extent ? extent : 0)] : [];

    AttributeData NetworkAttribute => Attribute(network, "NetworkAttribute")!;

    AttributeData? Attribute(ISymbol symbol, string name) =>
        symbol.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass is { } type && type.Name == name && vocabulary.Owns(type));

    bool CheckRecord()
    {
        var before = findings.Count;
        if (!network.IsRecord || !vocabulary.IsModule(network))
        {
            Report(Rules.NotModule, network, network.Name);
        }

        for (var type = network; type is not null; type = type.ContainingType)
        {
            if (type.IsGenericType)
            {
                Report(Rules.Generic, type, type.Name);
            }
            else if (!IsPartial(type))
            {
                Report(Rules.NotPartial, type, type.Name, network.Name);
            }
        }

        if (network.IsAbstract)
        {
            Report(Rules.Abstract, network, network.Name);
        }
        else if (!network.InstanceConstructors.Any(constructor => constructor.Parameters.Length == 0))
        {
            Report(Rules.TakesArguments, network, network.Name);
        }

        return findings.Count == before;
    }

    bool CheckInput()
    {
        var attribute = NetworkAttribute;
        InputShape = Extents(attribute);
        if (InputShape.Length is >= 1 and <= 4 && InputShape.All(extent => extent > 0))
        {
            return true;
        }

        Report(Rules.InputShape, Place(attribute), string.Join(", ", InputShape), network.Name, "one to four positive", "Network");
        return false;
    }

    bool CheckTile()
    {
        var attribute = NetworkAttribute;
        WinogradTile = attribute.NamedArguments.FirstOrDefault(argument => argument.Key == "WinogradTile").Value.Value as int? ?? NetworkGraph.SmallestWinogradTile;
        if (WinogradTile is 2 or 4)
        {
            return true;
        }

        Report(Rules.WinogradTile, Place(attribute), WinogradTile.ToString(CultureInfo.InvariantCulture), network.Name);
        return false;
    }

    Location Place(AttributeData attribute) =>
        attribute.ApplicationSyntaxReference is { } reference ? Location.Create(reference.SyntaxTree, reference.Span) : network.Locations[0];

    bool CheckForward()
    {
        if (Vocabulary.FindMethod(network, "Forward") is not { } forward)
        {
            Report(Rules.ForwardMissing, network, network.Name);
            return false;
        }

        Forward = forward;
        var problem = forward switch
        {
            { IsGenericMethod: true } => "is generic",
            { IsStatic: true } => "is static",
            { IsAsync: true } => "is async",
            { DeclaredAccessibility: not Accessibility.Public } => "is not public",
            { Parameters: [] } => "takes no tensor",
            _ when !vocabulary.IsTensor(forward.Parameters[0].Type) => $"takes '{forward.Parameters[0].Type.ToDisplayString()}' as the network's input",
            _ when forward.Parameters.Skip(1).FirstOrDefault(extra => !vocabulary.IsTensor(extra.Type) || Attribute(extra, "InputAttribute") is null) is { } extra =>
                $"takes '{extra.Name}', which is no tensor with an [Input(shape)] attribute",
            _ when !IsTensorOrTuple(forward.ReturnType) => $"returns '{forward.ReturnType.ToDisplayString()}'",
            _ => null,
        };
        return Accept(Rules.ForwardSignature, forward, problem);
    }

    bool CheckLoss()
    {
        Loss = Vocabulary.FindMethod(network, "Loss");
        if (Loss is null || Forward is null)
        {
            return true;
        }

        var outputs = OutputNames(Forward).ToArray();
        var problem = Loss switch
        {
            { IsGenericMethod: true } => "is generic",
            { IsAsync: true } => "is async",
            { DeclaredAccessibility: not Accessibility.Public } => "is not public",
            _ when !vocabulary.IsTensor(Loss.ReturnType) => $"returns '{Loss.ReturnType.ToDisplayString()}', not Tensor",
            _ => Loss.Parameters.Select(parameter => ProblemOf(parameter, outputs)).FirstOrDefault(problem => problem is not null),
        };
        return Accept(Rules.LossSignature, Loss, problem);
    }

    /// <summary>An extra tensor may be one number a sample, so that any number of axes will do.</summary>
    bool CheckExtras()
    {
        var before = findings.Count;
        foreach (var parameter in Forward.Parameters.Skip(1).Concat(Loss is null ? [] : Loss.Parameters.Where(HasShape)))
        {
            var shape = ExtraShape(parameter);
            if (shape.Any(extent => extent < 1))
            {
                Report(Rules.InputShape, Place(Attribute(parameter, "InputAttribute")!), string.Join(", ", shape), parameter.Name, "positive", "Input");
            }
        }

        return findings.Count == before;
    }

    /// <summary>Inputs and outputs are found by their names, by the generated code and by the caller.</summary>
    bool CheckNames()
    {
        var before = findings.Count;
        var extra = new Dictionary<string, ImmutableArray<int>>(StringComparer.Ordinal);
        foreach (var parameter in Forward.Parameters.Skip(1))
        {
            extra[parameter.Name] = ExtraShape(parameter);
        }

        if (extra.Keys.FirstOrDefault(Reserved.Contains) is { } taken)
        {
            Accept(Rules.ForwardSignature, Forward, $"takes an extra tensor '{taken}', a name that is taken ({string.Join(", ", Reserved)})");
        }

        var outputs = new HashSet<string>(StringComparer.Ordinal);
        if (OutputNames(Forward).FirstOrDefault(name => Reserved.Contains(name) || extra.ContainsKey(name) || !outputs.Add(name)) is { } output)
        {
            Accept(Rules.ForwardSignature, Forward, $"returns '{output}', a name that an input or another output has already");
        }

        foreach (var parameter in Loss is null ? [] : Loss.Parameters.Where(HasShape))
        {
            if (parameter.Name == LossName)
            {
                Accept(Rules.LossSignature, Loss!, $"takes an extra tensor '{LossName}', the name of what it returns");
            }
            else if (extra.TryGetValue(parameter.Name, out var shape) && !shape.SequenceEqual(ExtraShape(parameter)))
            {
                Accept(Rules.LossSignature, Loss!, $"takes '{parameter.Name}' with another shape than Forward");
            }
        }

        return findings.Count == before;
    }

    /// <summary>The names of Forward's outputs: a tuple's element names in camel case, or <c>logits</c>.</summary>
    public static IEnumerable<string> OutputNames(IMethodSymbol forward) =>
        forward.ReturnType is INamedTypeSymbol { IsTupleType: true } tuple ? tuple.TupleElements.Select(element => CamelCase(element.Name)) : ["logits"];

    static string CamelCase(string name) => char.ToLowerInvariant(name[0]) + name.Substring(1);

    string? ProblemOf(IParameterSymbol parameter, string[] outputs) => parameter switch
    {
        _ when !vocabulary.IsTensor(parameter.Type) => $"takes '{parameter.Name}', which is no tensor",
        _ when outputs.Contains(parameter.Name) || parameter.Name is "targets" or "x" || Attribute(parameter, "InputAttribute") is not null => null,
        _ => $"takes '{parameter.Name}', which is neither an output ({string.Join(", ", outputs)}), nor 'targets', nor 'x', nor an extra tensor with an [Input(shape)] attribute",
    };

    bool IsTensorOrTuple(ITypeSymbol type) =>
        vocabulary.IsTensor(type) || (type is INamedTypeSymbol { IsTupleType: true } tuple && tuple.TupleElements.All(element => vocabulary.IsTensor(element.Type)));

    bool Accept(Rule rule, IMethodSymbol method, string? problem)
    {
        if (problem is not null)
        {
            Report(rule, method, network.Name, problem);
        }

        return problem is null;
    }

    /// <summary>Whether each part says so: the one that the generator adds, which the analyser sees, always does.</summary>
    static bool IsPartial(INamedTypeSymbol type) =>
        type.DeclaringSyntaxReferences.All(reference => reference.GetSyntax() is TypeDeclarationSyntax syntax && syntax.Modifiers.Any(SyntaxKind.PartialKeyword));

    void Report(Rule rule, ISymbol symbol, params string[] arguments) =>
        Report(rule, symbol.Locations.FirstOrDefault(location => location.IsInSource) ?? network.Locations[0], arguments);

    void Report(Rule rule, Location location, params string[] arguments) =>
        findings.Add(new(rule, SourcePlace.Of(location), arguments.ToEquatableArray()));
}
