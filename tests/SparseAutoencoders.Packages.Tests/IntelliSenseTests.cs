using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace SparseAutoencoders.Packages.Tests;

/// <summary>What an editor shows: a setting says its default and its range, and a kind of thing says which there are.</summary>
public sealed partial class IntelliSenseTests
{
    public static TheoryData<string> Libraries => PublicApiTests.Libraries;

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Settings_say_default_range_and_choices(string library)
    {
        var summaries = Summaries(library);
        var missing =
            from type in Assembly.Load(library).GetExportedTypes()
            where type.Name.EndsWith("Options", StringComparison.Ordinal) || type.Name.EndsWith("Scaling", StringComparison.Ordinal)
            where type.IsAbstract || type.GetConstructor([]) is not null
            from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            where property.SetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0
            let summary = summaries.GetValueOrDefault($"P:{Id(type)}.{property.Name}", "")
            from fact in Facts(type, property)
            where !summary.Contains(fact, StringComparison.Ordinal)
            select $"{type.Name}.{property.Name} does not say '{fact}': {summary}";
        Assert.Empty(missing);
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Kinds_of_options_name_those_there_are(string library)
    {
        var (types, summaries) = (Assembly.Load(library).GetExportedTypes(), Summaries(library));
        var missing =
            from kind in types
            where kind is { IsClass: true, IsAbstract: true, IsSealed: false } && kind.Name.EndsWith("Options", StringComparison.Ordinal)
            from one in types
            where one.IsSubclassOf(kind) && !one.IsAbstract && !summaries[$"T:{Id(kind)}"].Contains(one.Name, StringComparison.Ordinal)
            select $"{kind.Name} does not name {one.Name}: {summaries[$"T:{Id(kind)}"]}";
        Assert.Empty(missing);
    }

    [Fact]
    public void What_must_be_said_is_taken_from_the_property() => Assert.Equal(["at least 1", "Default 64"],
        Facts(typeof(TrainingOptions), typeof(TrainingOptions).GetProperty(nameof(TrainingOptions.HiddenUnits))!));

    /// <summary>What a property's summary has to say.</summary>
    private static IEnumerable<string> Facts(Type type, PropertyInfo property)
    {
        var setting = Setting.Of(type).SingleOrDefault(one => one.Property == property.Name);
        if (setting is not null)
            foreach (var word in setting.Type.IsEnum ? Enum.GetNames(setting.Type) : [setting.Range]) yield return word;
        if (property.PropertyType is { IsClass: true, IsAbstract: true })
            foreach (var one in property.PropertyType.Assembly.GetExportedTypes().Where(one => one.IsSubclassOf(property.PropertyType) && !one.IsAbstract)) yield return one.Name;
        if (property.GetMethod!.IsAbstract) yield break;                          // each says its own
        var some = type.IsAbstract ? type.Assembly.GetExportedTypes().First(one => one.IsSubclassOf(type) && !one.IsAbstract) : type;
        yield return property.GetValue(Activator.CreateInstance(some)) switch
        {
            null => "Default null",
            bool flag => flag ? "Default true" : "Default false",
            Enum word => $"Default {word}",
            IConvertible number => $"Default {Setting.Show(number)}",
            var part when property.PropertyType.IsAbstract => $"Default {part.GetType().Name}",
            _ => "Default",
        };
    }

    /// <summary>The summaries in a library's XML file, by the member's id, as plain text: what is referred to by its own name.</summary>
    private static Dictionary<string, string> Summaries(string library) =>
        XDocument.Load(Path.Combine(AppContext.BaseDirectory, $"{library}.xml")).Descendants("member").Where(member => member.Element("summary") is not null)
            .ToDictionary(member => (string)member.Attribute("name")!, member => Space().Replace(string.Concat(member.Element("summary")!.Nodes().Select(Text)), " ").Trim());

    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" } see => ((string?)see.Attribute("cref") ?? (string?)see.Attribute("langword") ?? "").Split('.', ':')[^1],
        XElement other => string.Concat(other.Nodes().Select(Text)),
        _ => "",
    };

    private static string Id(Type type) => type.FullName!.Replace('+', '.');

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
