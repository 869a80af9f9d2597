namespace Lathe.Generator.Frontend.Interpretation;

/// <summary>Something that can be assigned to, with its receiver and indices evaluated once.</summary>
internal readonly struct Store(Func<object?> read, Action<object?> write)
{
    public object? Read() => read();

    public void Write(object? value) => write(value);
}
