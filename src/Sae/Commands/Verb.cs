using System.CommandLine;
using Sae.Flags;
using Sae.Output;

namespace Sae.Commands;

/// <summary>A command with all that help says of it, and what it does.</summary>
/// <param name="name">Name.</param>
/// <param name="summary">One line of help, without a full stop.</param>
internal sealed class Verb(string name, string summary) : Command(name, summary)
{
    /// <summary>What each way to call it does, and the call.</summary>
    public required IReadOnlyList<(string What, string Call)> Examples { get; init; }

    /// <summary>A few lines more for help.</summary>
    public string Remarks { get; init; } = "";

    /// <summary>A flag that stands for all that must be given otherwise; null if there is none.</summary>
    public Option? Instead { get; init; }

    /// <summary>Does the work; returns the exit code.</summary>
    public required Func<ParseResult, Session, int> Run { get; init; }

    /// <summary>Its usage line: what must be given, then what can be.</summary>
    public string Usage => string.Join(' ',
    [
        "sae", Name,
        .. Arguments.Select(argument => argument.Name),
        .. Options.Where(option => option is IFlag { Demanded: true }).Select(option => $"{option.Name} {option.HelpName}"),
        "[options]",
    ]);
}
