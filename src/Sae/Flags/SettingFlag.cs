using System.CommandLine;
using System.Globalization;
using System.Numerics;
using SparseAutoencoders;

namespace Sae.Flags;

/// <summary>The flag of a <see cref="Setting"/>, shared by all choices that have a setting of that name.</summary>
internal sealed class SettingFlag
{
    private readonly IReadOnlyList<Owner> _owners;
    private readonly Flag<string>? _text;
    private readonly Switch? _switch, _opposite;

    /// <summary>A setting with the choice that brings it (null: every run has it) and its default, in words where it is open.</summary>
    public sealed record Owner(string? Choice, Setting Setting, object Default)
    {
        public static Owner Of(string? choice, Setting setting, object defaults) => new(choice, setting, setting.Get(defaults) is null ? setting.Declared.Unset : setting.Get(defaults)!);
    }

    /// <param name="group">Heading in help.</param>
    /// <param name="family">Flag of the family the choices belong to, or null.</param>
    /// <param name="owners">At least one.</param>
    /// <param name="choices">How many choices the family has.</param>
    /// <param name="before">Put before the line of help.</param>
    public SettingFlag(string group, string? family, IReadOnlyList<Owner> owners, int choices, string before = "")
    {
        (_owners, Family) = (owners, family);
        var setting = owners[0].Setting;
        var summary = owners.Count < choices && family is not null
            ? $"{setting.Summary} ({string.Join(", ", owners.Select(owner => owner.Choice))})"
            : before + setting.Summary;
        var name = $"--{setting.Name}";
        if (setting.Declared.Alias is { } alias) summary += $" (also --{alias})";
        if (setting.Type == typeof(bool))
        {
            _switch = new Switch(group, name, summary);
            if (setting.Declared.Opposite is { } opposite) _opposite = new Switch(group, $"--no-{setting.Name}", opposite);
        }
        else
        {
            _text = new Flag<string>(group, name, ValueName(setting), summary, (_, text) => text)
            {
                Default = Defaults(owners),
                Range = setting.Range,
            };
            if (setting.Declared.Alias is { } other) _text.Aliases.Add($"--{other}");
        }
    }

    /// <summary>The flags of an options type's settings, those that have one.</summary>
    public static IReadOnlyList<SettingFlag> Of(string heading, IReadOnlyList<Setting> settings, object defaults) =>
    [
        .. from setting in settings
           where setting.Declared.HasFlag
           select new SettingFlag(heading, null, [Owner.Of(null, setting, defaults)], 1, string.Concat(settings.Where(other => other.Property == setting.Declared.With).Select(other => $"with --{other.Name}: "))),
    ];

    public string? Family { get; }

    public string Name => _owners[0].Setting.Name;

    /// <summary>The flag, and the one that says its opposite where there is one.</summary>
    public IEnumerable<Option> Options => new Option?[] { _text, _switch, _opposite }.OfType<Option>();

    public bool IsGiven(ParseResult parse) => _text?.IsGiven(parse) ?? (_switch!.IsGiven(parse) || _opposite?.IsGiven(parse) == true);

    /// <summary>Choices that have this setting.</summary>
    public IReadOnlyList<string> Choices => [.. _owners.Select(owner => owner.Choice!)];

    /// <summary>The one choice that giving this flag chooses; null where it chooses nothing.</summary>
    public string? Selects => _owners[0].Setting.Selects ? _owners[0].Choice : null;

    public bool BelongsTo(string? choice) => _owners.Any(owner => owner.Choice == choice);

    /// <summary>Writes the value given, if any, into options of the choice.</summary>
    public void Apply(ParseResult parse, string? choice, object options)
    {
        if (!IsGiven(parse)) return;
        var setting = _owners.First(owner => owner.Choice == choice).Setting;
        if (_opposite?.IsGiven(parse) == true && _switch!.IsGiven(parse)) throw new WrongUse(_switch.Name, $"{_opposite.Name} says the opposite", "Give one of them");
        setting.Set(options, _text is null ? _switch!.IsGiven(parse) : Value(setting, _text.Read(parse)));
    }

    private object Value(Setting setting, string text)
    {
        if (!setting.TryParse(text, out var value) || (IsOfWords(setting) && IsFlag(text))) throw new WrongUse(_text!.Name, Fault(setting, text), WayOut(setting));
        try
        {
            setting.Check(value);
        }
        catch (ArgumentOutOfRangeException)
        {
            throw new WrongUse(_text!.Name, $"{text} is not allowed", WayOut(setting));
        }
        return value;
    }

    private static string Fault(Setting setting, string text)
    {
        if (IsFlag(text) || text.Length == 0 && IsOfWords(setting)) return "its value is missing";
        if (setting.Words.Count > 0) return $"'{text}' is not one of its words";
        if (IsOfWords(setting)) return $"'{text}' names nothing";
        if (setting.Type == typeof(ImageShape)) return $"'{text}' is no image shape";
        if (setting.Type == typeof(Prefixes)) return Prefixes.Finding(text)!;
        if (setting.Type != typeof(double) && BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)) return $"{text} is not allowed";
        return $"'{text}' is not a {(setting.Type == typeof(double) ? "" : "whole ")}number";
    }

    private static string WayOut(Setting setting) =>
        setting.Words.Count > 0 ? $"Give {setting.Range}"
        : setting.Type == typeof(string) ? "Write a name after it"
        : setting.Type == typeof(IReadOnlyList<string>) ? "Write names or numbers after it, with commas between them"
        : setting.Type == typeof(ImageShape) ? "Give height and width in pixels, as in 28x28"
        : setting.Type == typeof(Prefixes) ? "Give numbers of units from 1 on, each larger than the one before, as in 64,256"
        : $"Give a {(setting.Type == typeof(double) ? "" : "whole ")}number{(setting.Range.Length > 0 ? $" {setting.Range}" : setting.Type == typeof(ulong) ? " from 0 to 18446744073709551615" : "")}";

    private static string ValueName(Setting setting) =>
        setting.Words.Count > 0 ? "WORD"
        : setting.Type == typeof(double) ? "X"
        : setting.Type == typeof(string) ? "NAME"
        : setting.Type == typeof(IReadOnlyList<string>) ? "A,B,…"
        : setting.Type == typeof(ImageShape) ? "HxW"
        : setting.Type == typeof(Prefixes) ? "N,N,…"
        : "N";

    private static bool IsOfWords(Setting setting) => setting.Type == typeof(string) || setting.Type == typeof(IReadOnlyList<string>);

    private static bool IsFlag(string text) => text.StartsWith("--", StringComparison.Ordinal);

    private static string Defaults(IReadOnlyList<Owner> owners)
    {
        var shown = owners.Select(owner => (owner.Choice, Text: Setting.Show(owner.Default))).ToList();
        return shown.DistinctBy(one => one.Text).Count() == 1
            ? shown[0].Text
            : string.Join(", ", shown.Select(one => $"{one.Text} for {one.Choice}"));
    }
}
