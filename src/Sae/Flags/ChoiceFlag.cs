using System.CommandLine;
using SparseAutoencoders;

namespace Sae.Flags;

/// <summary>A family of choices without its type: <see cref="TrainingFlags"/> keeps a list of them.</summary>
internal interface IChoiceFlag
{
    /// <summary>The flag that chooses, where there is anything to choose, and those of the choices' settings.</summary>
    IEnumerable<Option> Options { get; }

    /// <summary>Options with this family's part as the command line says.</summary>
    TrainingOptions Apply(ParseResult parse, TrainingOptions options);

    /// <summary>The flags given of settings that what is chosen does not have.</summary>
    IEnumerable<Option> WithoutMeaning(ParseResult parse);

    /// <summary>What is chosen, and its settings: flag name without hyphens, and value.</summary>
    IEnumerable<KeyValuePair<string, object>> List(TrainingOptions options);
}

/// <summary>A flag that chooses one of <see cref="Choices"/>, with the flags of what each brings.</summary>
/// <param name="heading">Heading in help.</param>
/// <param name="name">Name without hyphens.</param>
/// <param name="summary">One line of help.</param>
/// <param name="choices">What can be chosen.</param>
/// <param name="get">Reads the family's part of the options.</param>
/// <param name="set">Replaces it.</param>
internal sealed class ChoiceFlag<TOptions>(
    string heading, string name, string summary, IReadOnlyList<Choice<TOptions>> choices,
    Func<TrainingOptions, TOptions> get, Func<TrainingOptions, TOptions, TrainingOptions> set) : IChoiceFlag
    where TOptions : class
{
    private readonly Flag<Choice<TOptions>> _flag = new(heading, $"--{name}", "WORD", summary, (flag, text) => Find(flag, text, choices))
    {
        Default = Choices.Find(choices, get(new TrainingOptions())).Name,
        Details = [.. choices.Select(choice => $"{choice.Name}: {choice.Summary}")],
    };

    private readonly IReadOnlyList<(Choice<TOptions> Choice, Switch Flag)> _switches =
    [
        .. from choice in choices
           where choice.Switch is not null
           select (choice, new Switch(heading, $"--{choice.Switch}", $"as --{name} {choice.Name}: {choice.Summary}")
           {
               Meant = [.. choice.Settings.Where(setting => setting.Type == typeof(double)).Select(setting => ($"--{setting.Name}", setting.Summary))],
           }),
    ];

    private readonly IReadOnlyList<SettingFlag> _settings =
    [
        .. from choice in choices
           from setting in choice.Settings
           where setting.Declared.HasFlag
           group SettingFlag.Owner.Of(choice.Name, setting, choice.Defaults) by setting.Name into same
           select new SettingFlag(heading, $"--{name}", [.. same], choices.Count),
    ];

    public IEnumerable<Option> Options =>
        (choices.Count > 1 ? [_flag] : Enumerable.Empty<Option>()).Concat(_switches.Select(one => one.Flag)).Concat(_settings.SelectMany(setting => setting.Options));

    public TrainingOptions Apply(ParseResult parse, TrainingOptions options)
    {
        var (choice, said) = Choose(parse, options);
        var usual = get(options);
        var chosen = usual.GetType() == choice.Defaults.GetType() && usual != choice.Defaults ? usual : choice.Create();
        foreach (var (other, flag) in _switches)
            if (other != choice && flag.IsGiven(parse)) throw new WrongUse(flag.Name, $"it has no meaning with {said}", $"Leave it out, or say --{name} {other.Name}");
        foreach (var setting in _settings)
        {
            if (setting.BelongsTo(choice.Name)) setting.Apply(parse, choice.Name, chosen);
            else if (setting.IsGiven(parse))
            {
                throw new WrongUse($"--{setting.Name}", $"it has no meaning with {said}", said.StartsWith($"--{name} ", StringComparison.Ordinal)
                    ? $"Leave it out, or say --{name} {string.Join(" or ", setting.Choices)}"
                    : $"Leave out the one or the other");
            }
        }
        return set(options, chosen);
    }

    public IEnumerable<Option> WithoutMeaning(ParseResult parse)
    {
        var (choice, _) = Choose(parse, new TrainingOptions());
        return _settings.Where(setting => !setting.BelongsTo(choice.Name) && setting.IsGiven(parse)).SelectMany(setting => setting.Options);
    }

    public IEnumerable<KeyValuePair<string, object>> List(TrainingOptions options)
    {
        var chosen = get(options);
        var choice = Choices.Find(choices, chosen);
        return choice.Settings.Where(setting => setting.Declared.HasFlag && setting.Get(chosen) is not null).Select(setting => KeyValuePair.Create(setting.Name, setting.Get(chosen)!)).Prepend(KeyValuePair.Create(name, (object)choice.Name));
    }

    /// <summary>What is chosen, and the words that chose it: by the family's flag, by a choice's own flag, by a setting that selects, or by default.</summary>
    private (Choice<TOptions> Choice, string Said) Choose(ParseResult parse, TrainingOptions options)
    {
        if (choices.Count > 1 && _flag.IsGiven(parse) && _flag.Read(parse) is var asked) return (asked, $"--{name} {asked.Name}");
        if (_switches.FirstOrDefault(one => one.Flag.IsGiven(parse)) is { Flag: not null } own) return (own.Choice, own.Flag.Name);
        if (_settings.FirstOrDefault(setting => setting.Selects is not null && setting.IsGiven(parse)) is { } selecting)
            return (choices.First(choice => choice.Name == selecting.Selects), $"--{selecting.Name}");
        var usual = Choices.Find(choices, get(options));
        return (usual, $"--{name} {usual.Name}");
    }

    private static Choice<TOptions> Find(string flag, string text, IReadOnlyList<Choice<TOptions>> choices)
    {
        var names = choices.Select(choice => choice.Name);
        return choices.FirstOrDefault(choice => choice.Name == text) ?? throw new WrongUse(flag, $"'{text}' is not one of its words",
            (Nearest.To(text, names) is { } meant ? $"Did you mean {meant}? " : "") + $"Give {string.Join(" or ", names)}");
    }
}
