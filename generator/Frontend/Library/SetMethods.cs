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
                var others = call.Items(0).ToArray();
                return others.All(set.Contains) && set.Items.All(item => others.Contains(item, ValueEquality.Instance));
            case "Overlaps":
                return call.Items(0).Any(set.Contains);
            case "Add" or "UnionWith" or "Remove" or "ExceptWith" or "Clear" or "IntersectWith":
                call.RequireMutable(set);
                return Change(call, set);
            default:
                return ObjectMethods.Call(call);
        }
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
                var kept = call.Items(0).ToArray();
                set.Items.Where(item => !kept.Contains(item, ValueEquality.Instance)).ToList().ForEach(item => set.Remove(item));
                return null;
            default:
                set.Slots.Clear();
                return null;
        }
    }
}
