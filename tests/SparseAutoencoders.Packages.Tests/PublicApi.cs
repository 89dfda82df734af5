using System.Globalization;
using System.Reflection;
using System.Text;

namespace SparseAutoencoders.Packages.Tests;

/// <summary>An assembly's public API as text: a line a type, below it a line a member. What records write by themselves is left out.</summary>
internal static class PublicApi
{
    private const BindingFlags Declared = BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    private static readonly Dictionary<Type, string> Words = new()
    {
        [typeof(void)] = "void",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
    };

    public static string Text(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(type.Namespace).Append(": ").Append(Head(type)).Append('\n');
            foreach (var line in Members(type).Distinct().Order(StringComparer.Ordinal)) text.Append("    ").Append(line).Append('\n');
        }
        return text.ToString();
    }

    private static string Head(Type type)
    {
        var record = type.GetMethod("<Clone>$") is not null || (type.IsValueType && type.GetMethod("PrintMembers", Declared) is not null);
        var kind = type.IsEnum ? "enum" : type.IsInterface ? "interface" : (record ? "record " : "") + (type.IsValueType ? "struct" : "class");
        var modifier = type.IsAbstract && type.IsSealed ? "static " : type is { IsAbstract: true, IsInterface: false } ? "abstract " : "";
        var inherited = type.BaseType?.GetInterfaces() ?? [];
        var bases = new[] { type.BaseType }.OfType<Type>().Where(b => b != typeof(object) && b != typeof(ValueType) && b != typeof(Enum))
            .Concat(type.IsEnum ? [] : type.GetInterfaces().Except(inherited).Where(i => !i.Name.StartsWith("IEquatable", StringComparison.Ordinal)))
            .Select(Name).ToList();
        return $"{modifier}{kind} {Name(type)}{(bases.Count > 0 ? $" : {string.Join(", ", bases)}" : "")}";
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            foreach (var name in Enum.GetNames(type)) yield return string.Create(CultureInfo.InvariantCulture, $"{name} = {Convert.ToInt64(Enum.Parse(type, name), CultureInfo.InvariantCulture)}");
            yield break;
        }
        foreach (var field in type.GetFields(Declared).Where(field => field.IsPublic))
            yield return $"{(field.IsLiteral ? "const " : field.IsStatic ? "static " : "")}{Name(field.FieldType)} {field.Name}"
                + (field.IsLiteral ? $" = {Convert.ToString(field.GetRawConstantValue(), CultureInfo.InvariantCulture)}" : "");
        foreach (var constructor in type.GetConstructors(Declared).Where(Seen))
            if (constructor.GetParameters() is not [var only] || only.ParameterType != type) yield return $"{Reach(constructor)}new({Parameters(constructor)})";
        foreach (var property in type.GetProperties(Declared))
        {
            var accessors = property.GetAccessors(nonPublic: true).Where(Seen).ToList();
            if (accessors.Count == 0 || property.Name == "EqualityContract") continue;
            var index = property.GetIndexParameters() is { Length: > 0 } keys ? $"[{string.Join(", ", keys.Select(Parameter))}]" : "";
            yield return $"{Reach(accessors[0])}{(accessors[0].IsStatic ? "static " : "")}{(accessors[0] is { IsAbstract: true } && !type.IsInterface ? "abstract " : "")}{Name(property.PropertyType)} "
                + $"{(index.Length > 0 ? "this" : property.Name)}{index} {{ {string.Join(' ', accessors.Select(Accessor).Order(StringComparer.Ordinal))} }}";
        }
        foreach (var method in type.GetMethods(Declared).Where(Seen))
        {
            if (method.IsSpecialName || method.Name.StartsWith('<') || method.Name is "Equals" or "GetHashCode" or "ToString" or "PrintMembers" or "Deconstruct") continue;
            yield return $"{Reach(method)}{(method.IsStatic ? "static " : "")}{(method is { IsAbstract: true } && !type.IsInterface ? "abstract " : "")}{Name(method.ReturnType)} "
                + $"{method.Name}{Generic(method.IsGenericMethod ? method.GetGenericArguments() : [])}({Parameters(method)})";
        }
    }

    private static bool Seen(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Reach(MethodBase method) => method.IsPublic ? "" : "protected ";

    private static string Accessor(MethodInfo accessor) =>
        accessor.Name.StartsWith("get_", StringComparison.Ordinal) ? "get;"
        : accessor.ReturnParameter.GetRequiredCustomModifiers().Any(modifier => modifier.Name == "IsExternalInit") ? "init;" : "set;";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter) =>
        $"{(parameter.IsOut ? "out " : "")}{Name(parameter.ParameterType)} {parameter.Name}{(parameter.HasDefaultValue ? $" = {Convert.ToString(parameter.RawDefaultValue, CultureInfo.InvariantCulture) switch { null or "" => "default", var value => value }}" : "")}";

    private static string Name(Type type)
    {
        if (Words.TryGetValue(type, out var word)) return word;
        if (type.IsByRef) return (type.Name.EndsWith('&') ? "" : "ref ") + Name(type.GetElementType()!);
        if (type.IsArray) return $"{Name(type.GetElementType()!)}[]";
        if (Nullable.GetUnderlyingType(type) is { } value) return $"{Name(value)}?";
        if (type.IsGenericParameter) return type.Name;
        var own = type.Name.Split('`')[0];
        var outer = type.IsNested ? $"{Name(type.DeclaringType!)}." : "";
        return outer + own + Generic(type.GetGenericArguments());
    }

    private static string Generic(Type[] arguments) => arguments.Length == 0 ? "" : $"<{string.Join(", ", arguments.Select(Name))}>";
}
