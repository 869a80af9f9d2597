using Xunit.Sdk;
using Xunit.v3;

[assembly: Xunit.TestCollectionOrderer(typeof(Lathe.Tests.LongestFirst))]

namespace Lathe.Tests;

/// <summary>Starts with the classes that take longest, so that none of them runs alone at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    static readonly string[] Longest = ["GraphGoldenTests", "GoldenTests", "PublishedWeightsTests", "NetworkPlanTests", "RepeatedBlocksTests", "StructureTests"];

    public IReadOnlyCollection<TCollection> OrderTestCollections<TCollection>(IReadOnlyCollection<TCollection> testCollections)
        where TCollection : ITestCollection =>
        [.. testCollections.OrderBy(collection => Array.FindIndex(Longest, name => collection.TestCollectionDisplayName.Contains("." + name, StringComparison.Ordinal)) is var place and >= 0 ? place : Longest.Length)];
}
