using System.CommandLine;
using System.Globalization;

namespace Sae.Flags;

/// <summary>Flags whose value may be left out. The parser would take whatever follows for their value, a file's name too; only a number is one.</summary>
internal static class OptionalValues
{
    /// <summary>The words, each such flag that no number follows joined with its default, so that the next word stands for itself.</summary>
    /// <param name="words">A command line.</param>
    /// <param name="root">Knows the commands and their flags.</param>
    public static IReadOnlyList<string> Fill(IReadOnlyList<string> words, Command root)
    {
        var flags = root.Subcommands.SelectMany(command => command.Options)
            .Where(option => option is IFlag { Default.Length: > 0 } && option.Arity is { MinimumNumberOfValues: 0, MaximumNumberOfValues: 1 } && option.ValueType == typeof(string))
            .DistinctBy(option => option.Name).ToDictionary(option => option.Name, option => ((IFlag)option).Default);
        var end = words.ToList().IndexOf("--");                    // after it every word stands for itself
        return
        [
            .. words.Select((word, i) => flags.TryGetValue(word, out var value) && (end < 0 || i < end) && !(i + 1 < words.Count && LooksLikeNumber(words[i + 1]))
                ? $"{word}={value}"
                : word),
        ];
    }

    // Wide enough for mistyped ones ("0,001"), so that they are refused as what they were meant to be.
    private static bool LooksLikeNumber(string word) =>
        double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
        || (word.Any(char.IsAsciiDigit) && word.All(c => char.IsAsciiDigit(c) || "+-.,eE%".Contains(c, StringComparison.Ordinal)));
}
