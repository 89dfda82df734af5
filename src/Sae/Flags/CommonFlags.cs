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

    /// <summary>A model file or the folder of a run.</summary>
    public static Argument<string> RunOrModel() => new("MODEL")
    {
        Description = "model file, or the folder of a run (--run-dir)",
        Arity = ArgumentArity.ZeroOrOne,                // a missing one is worded by UseFaults
    };

    /// <summary>Another model or run to be shown beside the first.</summary>
    public static Flag<string> Compare() => new("Data", "--compare", "OTHER", "a model file or run's folder to show beside it, on the same rows", FlagText.Path) { Default = "none" };
}
