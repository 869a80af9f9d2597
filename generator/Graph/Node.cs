using System.Collections.Immutable;

namespace Lathe.Generator.Graph;

/// <summary>One immutable value of a Graph: an operation applied to earlier nodes. Nodes are numbered in creation order, which is a
/// topological order.</summary>
internal sealed class Node
{
    internal Node(int id, Operation operation, ImmutableArray<Node> inputs, TensorType result, string path, Origin origin)
    {
        Id = id;
        Operation = operation;
        Inputs = inputs;
        Path = path;
        Origin = origin;
        Result = result;
    }

    public int Id { get; }

    public Operation Operation { get; }

    public ImmutableArray<Node> Inputs { get; }

    public TensorType Result { get; }

    public Shape Shape => Result.Shape;

    public DType Type => Result.Type;

    /// <summary>The module that applied the operation: <c>layer1.0.conv1</c>; empty at the top.</summary>
    public string Path { get; }

    /// <summary>Where in the source the operation was written.</summary>
    public Origin Origin { get; }

    public override string ToString() => $"%{Id}: {Result} = {Operation.Describe()}({string.Join(", ", Inputs.Select(input => $"%{input.Id}"))})";
}

/// <summary>A place in the source that survives edits elsewhere in the file: the n-th token of a file. Never part of equality.</summary>
internal readonly record struct Origin(string File, int Token)
{
    public static Origin None => new("", -1);

    public bool Equals(Origin other) => true;

    public override int GetHashCode() => 0;
}
