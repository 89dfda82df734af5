using SparseAutoencoders;

namespace Meanings;

/// <summary>What is compared.</summary>
internal sealed record Plan
{
    /// <summary>Rows and their classes; the last fifth is held out.</summary>
    public required ClassedRows Rows { get; init; }

    /// <summary>Folder that takes the models and the table.</summary>
    public required string Output { get; init; }

    /// <summary>Hidden units, and centres.</summary>
    public int Units { get; init; } = 1024;

    /// <summary>Active units a row that are asked for, and principal components.</summary>
    public IReadOnlyList<int> L0 { get; init; } = [8, 16, 32, 64];

    /// <summary>Passes over the rows.</summary>
    public int Epochs { get; init; } = 40;

    /// <summary>Mechanisms: all, if nothing is said.</summary>
    public IReadOnlyList<Choice<SparsityOptions>> Mechanisms { get; init; } = All;

    /// <summary>Mechanisms of few active units.</summary>
    public static IReadOnlyList<Choice<SparsityOptions>> All { get; } = [.. Choices.BuiltIn.Sparsities.Where(choice => choice.Defaults is L0Options)];

    /// <summary>Start of all random numbers.</summary>
    public ulong Seed { get; init; } = 1;
}
