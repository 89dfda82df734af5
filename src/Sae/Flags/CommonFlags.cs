using System.CommandLine;

namespace Sae.Flags;

/// <summary>Flags and arguments that several commands have.</summary>
internal static class CommonFlags
{
    /// <summary>Report as JSON.</summary>
    public static Switch Json() => new("Output", "--json", "the last line of standard output is one JSON object");

    /// <summary>A file to write.</summary>
    public static Flag<string> Output(string value, string summary, bool demanded = true) =>
        new("Output", "--output", value, summary, FlagText.Path) { Demanded = demanded };

    /// <summary>A model file to read.</summary>
    public static Argument<string> Model() => new("MODEL")
    {
        Description = "model file, as written by sae train",
        Arity = ArgumentArity.ZeroOrOne,                // a missing one is worded by UseFaults
    };
}
