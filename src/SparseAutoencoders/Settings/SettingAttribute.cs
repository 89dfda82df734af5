namespace SparseAutoencoders;

/// <summary>Marks a property as something a user can set: its flag, its range and one line of help stand here and nowhere else.</summary>
/// <param name="name">Name in lower case with hyphens, as on the command line without the leading hyphens.</param>
/// <param name="summary">One line of help: what the value means, with its unit.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SettingAttribute(string name, string summary) : Attribute
{
    /// <summary>Name in lower case with hyphens.</summary>
    public string Name { get; } = name;

    /// <summary>One line of help.</summary>
    public string Summary { get; } = summary;

    /// <summary>Its key in JSON and model files, where that is not the name with underscores for hyphens: a name may change, a file does not.</summary>
    public string? Key { get; set; }

    /// <summary>Giving this setting chooses what it belongs to.</summary>
    public bool Selects { get; set; }

    /// <summary>Property that this one says more of: without a value there it has no meaning.</summary>
    public string? With { get; set; }

    /// <summary>Another flag's name for the same.</summary>
    public string? Alias { get; set; }

    /// <summary>One line of help for a flag that says false, <c>no-</c> before the name; null where there is none.</summary>
    public string? Opposite { get; set; }

    /// <summary>In words, what holds where the value is null.</summary>
    public string Unset { get; set; } = "";

    /// <summary>False for what the command line takes from elsewhere.</summary>
    public bool HasFlag { get; set; } = true;

    /// <summary>Smallest value allowed.</summary>
    public double Min { get; set; } = double.NegativeInfinity;

    /// <summary>Largest value allowed.</summary>
    public double Max { get; set; } = double.PositiveInfinity;

    /// <summary>Every value allowed is larger than this one.</summary>
    public double Above { get; set; } = double.NegativeInfinity;

    /// <summary>Every value allowed is smaller than this one.</summary>
    public double Below { get; set; } = double.PositiveInfinity;
}
