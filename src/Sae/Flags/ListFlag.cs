using System.CommandLine;

namespace Sae.Flags;

/// <summary>A flag of train that takes several values, with commas between them, or semicolons where a value has commas itself. One without a value takes <c>off,on</c>, and alone says <c>on</c>.</summary>
internal sealed class ListFlag : Option<string>, IFlag
{
    private readonly bool _isSwitch;
    private readonly char _separator;

    /// <param name="one">The flag of train.</param>
    /// <param name="usual">What holds where it is not given; null for what holds for train.</param>
    public ListFlag(Option one, string? usual = null) : base(one.Name)
    {
        var flag = (IFlag)one;
        (One, _isSwitch, Description) = (one, one is Switch, one.Description);
        (Group, Default, DependsOnSparsity, Range, Details) = (flag.Group, usual ?? flag.Default, flag.DependsOnSparsity, flag.Range, flag.Details);
        _separator = one.HelpName?.Contains(',', StringComparison.Ordinal) == true ? ';' : ',';
        (HelpName, Arity) = _isSwitch ? ("off,on", ArgumentArity.ZeroOrOne) : (_separator == ';' ? $"'{one.HelpName};…'" : $"{one.HelpName},…", ArgumentArity.ExactlyOne);
    }

    /// <summary>The flag of train.</summary>
    public Option One { get; }

    public string Group { get; }

    public string Default { get; }

    public bool DependsOnSparsity { get; set; }

    public string Range { get; }

    public IReadOnlyList<string> Details { get; }

    public bool Demanded => false;

    public bool IsGiven(ParseResult parse) => parse.GetResult(this) is { Implicit: false };

    /// <summary>The values given, as words of train's command line: empty where a switch is off. Null where the flag is not given.</summary>
    public IReadOnlyList<string[]>? Read(ParseResult parse)
    {
        if (!IsGiven(parse)) return null;
        var values = (parse.GetValue(this) ?? (_isSwitch ? "on" : "")).Split(_separator, StringSplitOptions.TrimEntries);
        if (values.Any(value => value.Length == 0)) throw new WrongUse(Name, "a value is missing", $"Write {Name} {HelpName}, without spaces");
        if (values.GroupBy(value => value).FirstOrDefault(same => same.Count() > 1) is { Key: var twice }) throw new WrongUse(Name, $"{twice} is given twice", "Give each value once");
        if (!_isSwitch) return [.. values.Select(value => new[] { Name, value })];
        return values.FirstOrDefault(value => value is not ("off" or "on")) is { } other
            ? throw new WrongUse(Name, $"'{other}' is neither off nor on", $"Write {Name}, {Name} on or {Name} off,on; what is no value of it stands before it")
            : [.. values.Select(value => value == "on" ? new[] { Name } : [])];
    }
}
