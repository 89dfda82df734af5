using System.Text.RegularExpressions;

namespace SparseAutoencoders.Dashboard.Showing;

/// <summary>Says the library's messages in the words of the command line: what C# calls <c>HiddenUnits</c> is the flag <c>--hidden</c> there, <c>MinMaxScaling</c>
/// is <c>--scale minmax</c>, <c>Exclude = ["id"]</c> is <c>--exclude id</c>. Made from <see cref="Choices"/> and <see cref="RowFileOptions.Settings"/>.</summary>
/// <remarks>A message has such terms between backticks. Only known ones are said otherwise, and only where they stand as a word: not in <c>folder/`Beta`.csv</c>.
/// The library shows backticks in names and cells from files as <c>\u0060</c> (<see cref="MessageText.Visible"/>).</remarks>
public sealed partial class FlagWords
{
    private readonly Dictionary<string, string> _flags = new()
    {
        ["ExchangeTimeout"] = "--exchange-timeout",
        ["Rows.Paired"] = "--target",
        ["RunFolder.Create"] = "--run-dir",
        ["RunFolder.Open"] = "--resume",
        ["SparseAutoencoder.Save"] = "sae train",
    };

    /// <summary>The words for given choices.</summary>
    public FlagWords(Choices choices)
    {
        ArgumentNullException.ThrowIfNull(choices);
        Add(choices.Common);
        Add(RowFileOptions.Settings);
        Add("sparsity", choices.Sparsities);
        Add("loss", choices.Losses);
        Add("optimizer", choices.Optimizers);
        Add("scale", choices.Scalings);
    }

    /// <summary>The words for what the library itself brings.</summary>
    public static FlagWords BuiltIn { get; } = new(Choices.BuiltIn);

    /// <summary>A message in the words of the command line.</summary>
    /// <param name="message">A message of the library.</param>
    /// <param name="verbatim">Texts that stay as they are wherever they occur in it: paths that were given, say. Asked for only where the message has a term.</param>
    public string Say(string message, IEnumerable<string>? verbatim = null)
    {
        List<(int First, int End)>? kept = null;
        return Term().Replace(message, term =>
        {
            if (!_flags.TryGetValue(term.Groups["name"].Value, out var flag)) return term.Value;
            kept ??= [.. (verbatim ?? []).Where(text => text.Contains('`', StringComparison.Ordinal)).SelectMany(text => Places(message, text))];
            if (kept.Exists(place => place.First <= term.Index && term.Index < place.End)) return term.Value;
            return term.Groups["value"] is { Success: true, Value: var value } ? WithValue(flag, value) : flag;
        });
    }

    private static string WithValue(string flag, string value) => value switch
    {
        "true" => flag,
        "false" => $"--no-{flag[2..]}",
        ['n', ..] => $"{flag} {value["new(".Length..^1].Replace(", ", "x", StringComparison.Ordinal)}",
        _ => $"{flag} {value.Trim('[', ']').Trim('"')}",
    };

    private static IEnumerable<(int First, int End)> Places(string message, string text)
    {
        for (var at = -1; (at = message.IndexOf(text, at + 1, StringComparison.Ordinal)) >= 0;) yield return (at, at + text.Length);
    }

    private void Add(IReadOnlyList<Setting> settings)
    {
        foreach (var setting in settings.Where(setting => setting.Declared.HasFlag))
        {
            _flags[setting.Property] = $"--{setting.Name}";
            if (!setting.Type.IsEnum) continue;
            foreach (var (name, word) in Enum.GetNames(setting.Type).Zip(setting.Words)) _flags[$"{setting.Type.Name}.{name}"] = $"--{setting.Name} {word}";
        }
    }

    private void Add<TOptions>(string family, IReadOnlyList<Choice<TOptions>> choices) where TOptions : class
    {
        foreach (var choice in choices)
        {
            _flags[choice.Defaults.GetType().Name] = choice.Switch is { } own ? $"--{own}" : $"--{family} {choice.Name}";
            Add(choice.Settings);
        }
    }

    // A term: its name, with a value that C# could have there.
    [GeneratedRegex("""(?<![^\s(])`(?<name>[A-Za-z][A-Za-z0-9.]*)(?: = (?<value>true|false|[0-9.]+|new\(\d+, \d+\)|\["[^"`]*"\]|"[^"`]*"))?`(?=[\s).,;:]|$)""")]
    private static partial Regex Term();
}
