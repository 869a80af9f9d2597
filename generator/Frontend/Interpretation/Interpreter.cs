using System.Runtime.CompilerServices;
using Lathe.Generator.Diagnostics;
using Lathe.Generator.Frontend.Library;
using Lathe.Generator.Frontend.Tensors;
using Microsoft.CodeAnalysis;

namespace Lathe.Generator.Frontend.Interpretation;

/// <summary>Evaluates C# over Roslyn's operations. The other parts of this class hold one concern each; <c>Interpreter.Expressions.cs</c> has
/// the dispatch.</summary>
internal sealed partial class Interpreter
{
    readonly SourceCache cache;
    readonly Limits limits;
    readonly MemberTable library;
    readonly CancellationToken cancellation;
    readonly HashSet<SyntaxTree> visited = [];
    readonly Dictionary<ISymbol, object?> statics = new(SymbolEqualityComparer.Default);
    readonly Stack<ISymbol> initializing = new();
    readonly Stack<object?> initialized = new();
    readonly Stack<object?> subjects = new();
    readonly Stack<RunningLoop> loops = new();
    readonly HashSet<ISymbol> defaulted = new(SymbolEqualityComparer.Default);
    Frame frame = new(null, null);

    public Interpreter(Compilation compilation, Vocabulary vocabulary, CancellationToken cancellation)
    {
        Compilation = compilation;
        Vocabulary = vocabulary;
        this.cancellation = cancellation;
        cache = SourceCache.Of(compilation);
        limits = new(cancellation);
        library = new(this);
        Elements = new(this);
    }

    public Compilation Compilation { get; }

    public Vocabulary Vocabulary { get; }

    /// <summary>What Forward and Loss compute with; null while modules are constructed.</summary>
    public TensorContext? Tensors { get; set; }

    /// <summary>What operators do on elements of tensors, inside Map.</summary>
    public ElementOperations Elements { get; }

    /// <summary>The trees whose text was evaluated.</summary>
    public IReadOnlyCollection<SyntaxTree> Visited => visited;

    /// <summary>Warnings, in the order in which they were met.</summary>
    public List<(Rule Rule, Location Location, string[] Arguments)> Warnings { get; } = [];

    /// <summary>The path of the module that is being evaluated.</summary>
    public string Path => Tensors?.Path ?? "";

    /// <summary>A fault at an operation.</summary>
    public EvaluationFault Fault(IOperation operation, Rule rule, params string[] arguments) => Fault(operation.Syntax, rule, arguments);

    public EvaluationFault Fault(SyntaxNode syntax, Rule rule, params string[] arguments) => Fault(Spans.Of(syntax), rule, arguments);

    public EvaluationFault Fault(Location location, Rule rule, params string[] arguments) => new(rule, location, Path, arguments);

    /// <summary>The fault of a construct that is no part of the language.</summary>
    EvaluationFault Unsupported(IOperation operation, string construct) => Fault(operation, Rules.Unsupported, construct);

    /// <summary>The fault of an exception that the real program would throw.</summary>
    EvaluationFault Thrown(IOperation operation, string type, string message) => Fault(operation, Rules.Thrown, type, message);

    /// <summary>Counts an operation.</summary>
    void Step(IOperation operation)
    {
        if (limits.Step() is { } limit)
        {
            throw Fault(loops.Count == 0 ? operation : loops.OrderByDescending(loop => loop.Turns).First().Operation, Rules.Limit, limit);
        }
    }

    /// <summary>Counts what a method of the library does with each element of a collection by itself.</summary>
    public void Step(IOperation operation, int elements)
    {
        if (limits.Step(elements) is { } limit)
        {
            throw Fault(operation, Rules.Limit, limit);
        }
    }

    /// <summary>Counts a place of the network's tree.</summary>
    public void CountPlace(INamedTypeSymbol network, int depth)
    {
        if (limits.Place(depth) is { } limit)
        {
            throw Fault(network.Locations[0], Rules.Limit, limit);
        }
    }

    /// <summary>Counts elements before they are allocated.</summary>
    public void Allocate(IOperation operation, long count)
    {
        if (limits.Allocate(count) is { } limit)
        {
            throw Fault(operation, Rules.Limit, limit);
        }
    }

    /// <summary>Counts the elements of a sequence while they are enumerated.</summary>
    public IEnumerable<object?> Counted(IOperation operation, IEnumerable<object?> items)
    {
        // Lazy sequences may lie in each other as deep as a loop likes.
        RuntimeHelpers.EnsureSufficientExecutionStack();
        foreach (var item in items)
        {
            Step(operation);
            yield return item;
        }
    }

    /// <summary>Runs something in a frame of its own.</summary>
    T Within<T>(Frame inner, IOperation? site, Func<T> body)
    {
        var outer = frame;
        if (limits.Enter() is { } limit)
        {
            // Only the network itself has no site, and that lies within nothing.
            throw Fault(site!, Rules.Limit, limit);
        }

        frame = inner;
        try
        {
            return body();
        }
        finally
        {
            frame = outer;
            limits.CallDepth--;
        }
    }

    /// <summary>The operation of a piece of source, whose tree counts as visited.</summary>
    IOperation? OperationOf(SyntaxNode syntax)
    {
        visited.Add(syntax.SyntaxTree);
        return cache.OperationOf(syntax, cancellation);
    }

    /// <summary>The fields and automatic properties that a type and its bases declare, the bases' first.</summary>
    public IEnumerable<StoredMember> StoredMembers(INamedTypeSymbol? type) =>
        type is not null && IsSource(type) ? StoredMembers(type.BaseType).Concat(LayoutOf(type).Instance) : [];

    TypeLayout LayoutOf(INamedTypeSymbol type)
    {
        foreach (var reference in type.DeclaringSyntaxReferences)
        {
            visited.Add(reference.SyntaxTree);
        }

        return cache.LayoutOf(type, cancellation);
    }
}
