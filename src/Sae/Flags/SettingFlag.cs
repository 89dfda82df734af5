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
    private readonly Switch? _switch;

    /// <summary>A setting with the choice that brings it (null: every run has it) and its default.</summary>
    public sealed record Owner(string? Choice, Setting Setting, object Default);

    /// <param name="group">Heading in help.</param>
    /// <param name="family">Flag of the family the choices belong to, or null.</param>
    /// <param name="owners">At least one.</param>
    /// <param name="choices">How many choices the family has.</param>
    public SettingFlag(string group, string? family, IReadOnlyList<Owner> owners, int choices)
    {
        (_owners, Family) = (owners, family);
        var setting = owners[0].Setting;
        var summary = owners.Count < choices && family is not null
            ? $"{setting.Summary} ({string.Join(", ", owners.Select(owner => owner.Choice))})"
            : setting.Summary;
        var name = $"--{setting.Name}";
        if (setting.Type == typeof(bool)) _switch = new Switch(group, name, summary);
        else
        {
            _text = new Flag<string>(group, name, ValueName(setting), summary, (_, text) => text)
            {
                Default = Defaults(owners),
                Range = setting.Range,
            };
        }
    }

    public string? Family { get; }

    public string Name => _owners[0].Setting.Name;

    public Option Option => (Option?)_text ?? _switch!;

    public bool IsGiven(ParseResult parse) => _text?.IsGiven(parse) ?? _switch!.IsGiven(parse);

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
        setting.Set(options, _text is null ? true : Value(setting, _text.Read(parse)));
    }

    private object Value(Setting setting, string text)
    {
        if (!setting.TryParse(text, out var value)) throw new WrongUse(Option.Name, Fault(setting, text), WayOut(setting));
        try
        {
            setting.Check(value);
        }
        catch (ArgumentOutOfRangeException)
        {
            throw new WrongUse(Option.Name, $"{text} is not allowed", WayOut(setting));
        }
        return value;
    }

    private static string Fault(Setting setting, string text)
    {
        if (text.StartsWith("--", StringComparison.Ordinal)) return "its value is missing";
        if (setting.Words.Count > 0) return $"'{text}' is not one of its words";
        if (setting.Type != typeof(double) && BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)) return $"{text} is not allowed";
        return $"'{text}' is not a {(setting.Type == typeof(double) ? "" : "whole ")}number";
    }

    private static string WayOut(Setting setting) =>
        setting.Words.Count > 0 ? $"Give {setting.Range}"
        : $"Give a {(setting.Type == typeof(double) ? "" : "whole ")}number{(setting.Range.Length > 0 ? $" {setting.Range}" : setting.Type == typeof(ulong) ? " from 0 to 18446744073709551615" : "")}";

    private static string ValueName(Setting setting) =>
        setting.Words.Count > 0 ? "WORD" : setting.Type == typeof(double) ? "X" : "N";

    private static string Defaults(IReadOnlyList<Owner> owners)
    {
        var shown = owners.Select(owner => (owner.Choice, Text: Setting.Show(owner.Default))).ToList();
        return shown.DistinctBy(one => one.Text).Count() == 1
            ? shown[0].Text
            : string.Join(", ", shown.Select(one => $"{one.Text} for {one.Choice}"));
    }
}
