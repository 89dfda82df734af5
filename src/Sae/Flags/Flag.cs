using System.CommandLine;
using System.Globalization;
using SparseAutoencoders;

namespace Sae.Flags;

/// <summary>A flag with one value. The text is kept as it stands and read later, so that every fault is worded here.</summary>
internal sealed class Flag<T> : Option<string>, IFlag
{
    private readonly Func<string, string, T> _read;

    /// <param name="group">Heading in help.</param>
    /// <param name="name">Name with its hyphens.</param>
    /// <param name="value">What the value is called in help: "N", "FILE".</param>
    /// <param name="summary">One line of help.</param>
    /// <param name="read">Makes a value of the flag's name and text, or throws <see cref="WrongUse"/>.</param>
    public Flag(string group, string name, string value, string summary, Func<string, string, T> read) : base(name)
    {
        (Group, HelpName, Description, _read) = (group, value, summary, read);
        Arity = ArgumentArity.ExactlyOne;
    }

    public string Group { get; }

    public string Default { get; init; } = "";

    public bool DependsOnSparsity { get; set; }

    public string Range { get; init; } = "";

    public IReadOnlyList<string> Details { get; init; } = [];

    public bool Demanded { get; init; }

    public bool IsGiven(ParseResult parse) => parse.GetResult(this) is { Implicit: false };

    /// <summary>The value given, else the default.</summary>
    public T Read(ParseResult parse) => _read(Name, parse.GetValue(this) ?? Default);

    /// <summary>The value given, or another one.</summary>
    public T Read(ParseResult parse, T otherwise) => IsGiven(parse) ? Read(parse) : otherwise;
}

/// <summary>The flags' ways to read a value.</summary>
internal static class FlagText
{
    public static string Path(string name, string text) =>
        text.Length > 0 && !text.StartsWith("--", StringComparison.Ordinal) ? text : throw new WrongUse(name, "its value is missing", "Write a path after it");

    public static string Word(string name, string text) =>
        text.Length > 0 && !text.StartsWith("--", StringComparison.Ordinal) ? text : throw new WrongUse(name, "its value is missing", "Write a name after it");

    public static int Count(string name, string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count) && count >= 1
            ? count
            : throw new WrongUse(name, $"'{text}' is not allowed", "Give a whole number, at least 1");

    public static TimeSpan Seconds(string name, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds > 0 && seconds < 1e9
            ? TimeSpan.FromSeconds(seconds)
            : throw new WrongUse(name, $"'{text}' is not allowed", "Give a number of seconds above 0");

    public static double Share(string name, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var share) && share > 0 && share < 1
            ? share
            : throw new WrongUse(name, $"'{text}' is not allowed", "Give a number in (0, 1)");

    public static ImageShape Image(string name, string text) =>
        ImageShape.TryParse(text, out var shape) ? shape : throw new WrongUse(name, $"'{text}' is no image shape", "Give height and width in pixels, as in 28x28");
}
