namespace Lathe.Generator.Emit;

/// <summary>A block of the kernel at hand: the loop variables it binds and the names it has given to what it computed. What does not depend on
/// a loop is written before it, into an outer scope.</summary>
internal sealed class Scope
{
    readonly Dictionary<int, string> variables = [];
    readonly Dictionary<string, string> known = [];
    readonly Dictionary<(int Expression, Graph.DType Type), string> computed = [];
    readonly NameCounter counter;

    public Scope(NameCounter counter)
    {
        this.counter = counter;
    }

    Scope(Scope parent)
    {
        Parent = parent;
        counter = parent.counter;
        Depth = parent.Depth + 1;
        VectorAxis = parent.VectorAxis;
        Left = parent.Left;
        Lanes = parent.Lanes;
    }

    public Scope? Parent { get; }

    public int Depth { get; }

    public CodeWriter Code { get; } = new();

    /// <summary>The loop variable that the sixteen lanes run along; null outside of vector loops.</summary>
    public int? VectorAxis { get; private set; }

    /// <summary>The name of the number of elements that the vector loop has left.</summary>
    public string? Left { get; private set; }

    /// <summary>The name of what says which lanes of whole vectors a load or store may touch: <see cref="Left"/>, or a mask of lanes.</summary>
    public string? Lanes { get; private set; }

    /// <summary>A scope within this one, for the body of a loop.</summary>
    public Scope Inner() => new(this);

    /// <summary>Makes a loop variable known.</summary>
    public string Bind(int axis, string name)
    {
        var variable = counter.Variable(name);
        variables.Add(axis, variable);
        return variable;
    }

    /// <summary>Makes this the body of the vector loop over an axis.</summary>
    public void BeginVector(int axis, string left, string? lanes = null)
    {
        VectorAxis = axis;
        Left = left;
        Lanes = lanes ?? left;
    }

    public bool Binds(int axis) => variables.ContainsKey(axis);

    public bool BindsAny(ICollection<int> axes) => variables.Keys.Any(axes.Contains);

    /// <summary>The name of a loop variable.</summary>
    public string Variable(int axis) =>
        variables.TryGetValue(axis, out var name) ? name
        : Parent is null ? throw new InvalidOperationException($"The loop variable {axis} is not bound.")
        : Parent.Variable(axis);

    /// <summary>The outermost scope in which everything that depends on the loop variables can be computed.</summary>
    public Scope OutermostFor(ICollection<int> axes)
    {
        var scope = this;
        while (scope.Parent is not null && !scope.BindsAny(axes))
        {
            scope = scope.Parent;
        }

        return scope;
    }

    /// <summary>The name of a native integer or condition, computed here unless it is known.</summary>
    public string Let(string type, string expression, string prefix)
    {
        for (var scope = this; scope is not null; scope = scope.Parent)
        {
            if (scope.known.TryGetValue(expression, out var name))
                return name;
        }

        var fresh = Fresh(prefix);
        Code.Line($"{type} {fresh} = {expression};");
        known.Add(expression, fresh);
        return fresh;
    }

    public string Fresh(string prefix) => counter.Fresh(prefix);

    public string? Computed(int expression, Graph.DType type) =>
        computed.TryGetValue((expression, type), out var name) ? name : Parent?.Computed(expression, type);

    public void Remember(int expression, Graph.DType type, string name) => computed.Add((expression, type), name);

    /// <summary>Forgets what was computed from values that a store has changed since.</summary>
    public void Forget(Func<int, bool> isStale)
    {
        foreach (var key in computed.Keys.Where(key => isStale(key.Expression)).ToArray())
        {
            computed.Remove(key);
        }

        Parent?.Forget(isStale);
    }
}
