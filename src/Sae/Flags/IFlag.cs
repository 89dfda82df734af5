namespace Sae.Flags;

/// <summary>What help says of a flag beside its name and summary.</summary>
internal interface IFlag
{
    /// <summary>Heading it stands under.</summary>
    string Group { get; }

    /// <summary>Value when it is not given; empty where there is nothing to say.</summary>
    string Default { get; }

    /// <summary>A mechanism of sparsity may bring another default.</summary>
    bool DependsOnSparsity { get; set; }

    /// <summary>Values allowed, as words; empty where any value will do.</summary>
    string Range { get; }

    /// <summary>Lines below the summary, one for each thing that can be chosen.</summary>
    IReadOnlyList<string> Details => [];

    /// <summary>The command cannot do without it.</summary>
    bool Demanded { get; }
}
