using System.Collections.Immutable;
using Lathe.Generator.Diagnostics;
using Lathe.Generator.Graph;
using Lathe.Generator.Support;
using Microsoft.CodeAnalysis;

namespace Lathe.Generator.Frontend;

/// <summary>What came out of evaluating one network. Everything but <see cref="Trees"/> is a value.</summary>
/// <param name="Graph">Null if there was an error, Lathe's or C#'s own.</param>
/// <param name="Findings">What was wrong. Forgotten layers are not among them: see <see cref="ForgottenLayers"/>.</param>
/// <param name="Members">The members that hold layers, with whether any of their layers was applied.</param>
/// <param name="Trees">The files whose text was evaluated, in order of the compilation: what the graph depends on.</param>
internal sealed record Evaluation(
    NetworkGraph? Graph,
    EquatableArray<Finding> Findings,
    EquatableArray<LayerMember> Members,
    ImmutableArray<SyntaxTree> Trees);

/// <summary>A field or property that holds a layer or a parameter.</summary>
/// <param name="Type">The record that declares it.</param>
/// <param name="FullType">That record with its namespace and the types around it.</param>
/// <param name="Name">The member.</param>
/// <param name="Place">Its name in the source.</param>
/// <param name="Applied">Whether the network applied any layer that the member holds in any instance.</param>
internal sealed record LayerMember(string Type, string FullType, string Name, SourcePlace Place, bool Applied);
