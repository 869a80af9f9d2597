namespace Lathe;

/// <summary>What the vocabulary answers when it is called at run time.</summary>
static class Symbolic
{
    /// <summary>The compiler evaluates declarations while the project builds; nothing of them runs.</summary>
    public static InvalidOperationException Only =>
        new("This member is symbolic: Lathe evaluates it while the project builds. Declare the network with [Network] and call Compile().");
}
