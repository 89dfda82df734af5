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

    public string Range => "";

    public bool Demanded => false;

    public bool IsGiven(ParseResult parse) => parse.GetValue(this);
}
