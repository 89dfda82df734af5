using System.CommandLine;

namespace Sae.Flags;

/// <summary>A flag without a value: given or not.</summary>
internal sealed class Switch : Option<bool>, IFlag
{
    public Switch(string group, string name, string summary) : base(name)
    {
        (Group, Description) = (group, summary);
        Arity = ArgumentArity.Zero;
    }

    public string Group { get; }

    public string Default => "";

    public bool DependsOnSparsity { get; set; }

    public string Range => "";

    public bool Demanded => false;

    /// <summary>Flags with a value that somebody may have meant who writes a number after this one; each with what it says.</summary>
    public IReadOnlyList<(string Flag, string Summary)> Meant { get; init; } = [];

    public bool IsGiven(ParseResult parse) => parse.GetValue(this);
}
