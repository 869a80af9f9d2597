using Lathe.Generator.Frontend.Values;

namespace Lathe.Generator.Frontend.Library;

/// <summary>Methods of HashSet.</summary>
internal static class SetMethods
{
    public static object? Call(LibraryCall call)
    {
        if (call.This is not SetValue set)
        {
            return ObjectMethods.Call(call);
        }

        switch (call.Name)
        {
            case "Contains":
                return set.Contains(call[0]);
            case "SetEquals":
                var others = Distinct(call);
                return others.Slots.Count == set.Slots.Count && others.Items.All(set.Contains);
            case "Overlaps":
                return call.Items(0).Any(set.Contains);
            case "Add" or "UnionWith" or "Remove" or "ExceptWith" or "Clear" or "IntersectWith":
                call.RequireMutable(set);
                return Change(call, set);
            default:
                return ObjectMethods.Call(call);
        }
    }

    /// <summary>The elements of the argument; those of the set itself count as steps too.</summary>
    static SetValue Distinct(LibraryCall call)
    {
        call.Interpreter.Step(call.Site, ((SetValue)call.This!).Slots.Count);
        var distinct = new SetValue(null);
        foreach (var item in call.Items(0))
        {
            distinct.Add(item);
        }

        return distinct;
    }

    static object? Change(LibraryCall call, SetValue set)
    {
        switch (call.Name)
        {
            case "Add":
                return set.Add(call[0]);
            case "Remove":
                return set.Remove(call[0]);
            case "UnionWith":
                call.Items(0).ToList().ForEach(item => set.Add(item));
                return null;
            case "ExceptWith":
                call.Items(0).ToList().ForEach(item => set.Remove(item));
                return null;
            case "IntersectWith":
                var kept = Distinct(call);
                set.Items.Where(item => !kept.Contains(item)).ToList().ForEach(item => set.Remove(item));
                return null;
            default:
                set.Slots.Clear();
                return null;
        }
    }
}
