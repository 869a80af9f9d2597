using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Lathe.Generator.Diagnostics;

/// <summary>The table of everything the compiler finds fault with in a declaration.</summary>
internal static class Rules
{
    // Declarations of networks.
    public static Rule NotPartial { get; } = new("LATHE001", "A network must be partial", "'{0}' must be declared partial, so that Compile can be added to the network '{1}'");

    public static Rule Abstract { get; } = new("LATHE002", "A network must not be abstract", "The network '{0}' is abstract: put [Network] on a sealed record that derives from it");

    public static Rule TakesArguments { get; } = new("LATHE003", "A network takes no constructor arguments", "The network '{0}' takes constructor arguments: derive a record that passes constants to its base, and put [Network] on that");

    public static Rule NotModule { get; } = new("LATHE004", "A network must be a record that derives from Module", "The network '{0}' must be a record that derives from Lathe.Module");

    public static Rule InputShape { get; } = new("LATHE005", "An input shape has positive extents", "The input shape [{0}] of '{1}' must have {2} extents, without the batch: [{3}(3, 32, 32)]");

    public static Rule ForwardMissing { get; } = new("LATHE006", "A module needs a Forward method", "'{0}' has no method 'public Tensor Forward(Tensor x)'");

    public static Rule ForwardSignature { get; } = new("LATHE007", "Forward has the wrong signature", "Forward of the network '{0}' {1}: declare 'public Tensor Forward(Tensor x)', or return a tuple of tensors");

    public static Rule LossSignature { get; } = new("LATHE008", "Loss has the wrong signature", "Loss of the network '{0}' {1}");

    public static Rule WinogradTile { get; } = new("LATHE009", "Winograd tiles have 2 or 4 rows", "The Winograd tiles of '{1}' cannot have {0} rows: 2 and 4 are possible");

    // The language.
    public static Rule Unsupported { get; } = new("LATHE020", "A construct outside the language of networks", "{0} cannot be evaluated in a network's declaration");

    public static Rule Generic { get; } = new("LATHE021", "Generic code is not evaluated", "'{0}' is generic: generic methods and types of your own cannot be evaluated in a network's declaration");

    public static Rule StaticStore { get; } = new("LATHE022", "Static state cannot change", "'{0}' is static: a network's declaration cannot store into static state");

    public static Rule FieldWrite { get; } = new("LATHE023", "A module cannot change after its construction", "'{0}' cannot be changed here: a module's members are set by its constructor and initialisers only");

    public static Rule Batch { get; } = new("LATHE024", "The batch size is known at run time only", "The batch size is known at run time only: it cannot be used in a network's declaration");

    public static Rule NoSource { get; } = new("LATHE025", "A block from another assembly has no source here", "The source of '{0}' is in another assembly ('{1}') and cannot be evaluated: share blocks as source");

    public static Rule UnknownMember { get; } = new("LATHE026", "A .NET member that is not evaluated", "'{0}' is not among the .NET members that can be evaluated in a network's declaration");

    public static Rule MutableStatic { get; } = new("LATHE027", "A static that is not readonly has no value at build time", "'{0}' is static and can change at run time: make it readonly or const");

    public static Rule TrainingOutsideForward { get; } = new("LATHE028", "Training is known in Forward and Loss only", "Training is known in Forward and Loss only: a module is constructed once for both");

    public static Rule ElementValue { get; } = new("LATHE029", "An element of a tensor has no value at build time", "{0} cannot be applied to an element of a tensor in Map");

    public static Rule TensorOutsideForward { get; } = new("LATHE030", "Tensors are computed in Forward and Loss only", "'{0}' computes with tensors, which exist in Forward and Loss only");

    // What happens while it is evaluated.
    public static Rule Thrown { get; } = new("LATHE040", "The declaration throws", "The declaration throws {0}: {1}");

    public static Rule Limit { get; } = new("LATHE041", "The declaration does not come to an end", "Evaluation was stopped after {0}: the declaration does not end, or is too large");

    // Paths.
    public static Rule NoPath { get; } = new("LATHE060", "A module without a path cannot have parameters", "'{0}' is made here and has no path, so its parameters would have no name: keep it in a member of a module");

    public static Rule DuplicatePath { get; } = new("LATHE061", "Two members have one path", "'{0}' has the path '{1}', which '{2}' has already");

    public static Rule SharedShape { get; } = new("LATHE062", "Shared parameters need one shape", "'{0}' is applied to {1} here and to {2} at {3}: its {4} cannot be both {5} and {6}");

    public static Rule InvalidName { get; } = new("LATHE063", "A name must be a path segment", "The name '{0}' of '{1}' must be one or several segments of letters, digits and underscores with dots between");

    // Shapes.
    public static Rule ShapeMismatch { get; } = new("LATHE080", "Shapes do not fit", "{0}");

    public static Rule LayerArgument { get; } = new("LATHE081", "A layer's argument is out of range", "{0}");

    public static Rule Outputs { get; } = new("LATHE082", "The network's outputs are not usable", "{0}");

    public static Rule LossShape { get; } = new("LATHE083", "A loss is one number", "The loss of '{0}' has the shape {1}; it must be one number: end it with BatchMean()");

    public static Rule LossWithoutOutput { get; } = new("LATHE084", "A loss depends on an output", "The loss of '{0}' has no gradient for any output ({1}): nothing would be learnt from it");

    // Warnings.
    public static Rule WithKeepsInitializers { get; } = new("LATHE090", "'with' does not run initialisers again", "'with' changes '{0}', but does not run the initialiser of '{1}' again, which depends on it", DiagnosticSeverity.Warning);

    public static Rule ShadowedProperty { get; } = new("LATHE091", "A positional parameter shadows an inherited property", "The parameter '{0}' of '{1}' does not set the inherited property '{2}': methods see the inherited value, initialisers the parameter", DiagnosticSeverity.Warning);

    public static Rule ForgottenLayer { get; } = new("LATHE092", "A layer is never applied", "'{0}' of '{1}' is never applied: its parameters are no part of any network", DiagnosticSeverity.Warning);

    public static Rule OneClass { get; } = new("LATHE093", "The cross-entropy of one class is 0", "The output '{0}' of '{1}' has one class, whose cross-entropy is always 0: declare 'public Tensor Loss(...)', or a class for each answer", DiagnosticSeverity.Warning);

    // After evaluation.
    public static Rule ParameterBudget { get; } = new("LATHE101", "The network has more parameters than its budget", "{0} has {1} parameters, {2} more than its budget of {3}");

    public static Rule MultiplyAddBudget { get; } = new("LATHE102", "The network needs more multiply-adds than its budget", "{0} needs {1} multiply-adds a sample, {2} more than its budget of {3}");

    public static Rule ActivationBudget { get; } = new("LATHE103", "The network needs more activation memory than its budget", "{0} needs {1} bytes of activations a sample when training, {2} more than its budget of {3}");

    public static Rule Unoptimized { get; } = new("LATHE110", "Generated loops are compiled without optimisation", "{0} is compiled without optimisation, which makes the loops of its networks 8 to 18 times slower; leave <Optimize> unset or build with -c Release", DiagnosticSeverity.Info);

    public static Rule OldLanguage { get; } = new("LATHE111", "The project's C# is too old for generated code", "{0} is compiled as C# {1}, and the code of its networks is C# 13: leave <LangVersion> unset");

    public static Rule CompilerFailure { get; } = new("LATHE190", "The compiler failed on a network", "Lathe failed on {0} where it should have compiled it or told what is wrong: {1}");

    /// <summary>All rules, in order of their ids.</summary>
    public static ImmutableArray<Rule> All { get; } =
    [
        NotPartial, Abstract, TakesArguments, NotModule, InputShape, ForwardMissing, ForwardSignature, LossSignature, WinogradTile,
        Unsupported, Generic, StaticStore, FieldWrite, Batch, NoSource, UnknownMember, MutableStatic, TrainingOutsideForward, ElementValue, TensorOutsideForward,
        Thrown, Limit,
        NoPath, DuplicatePath, SharedShape, InvalidName,
        ShapeMismatch, LayerArgument, Outputs, LossShape, LossWithoutOutput,
        WithKeepsInitializers, ShadowedProperty, ForgottenLayer, OneClass,
        ParameterBudget, MultiplyAddBudget, ActivationBudget, Unoptimized, OldLanguage, CompilerFailure,
    ];
}
