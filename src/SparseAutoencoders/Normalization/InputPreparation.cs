using SparseAutoencoders.Data;

namespace SparseAutoencoders.Normalization;

/// <summary>What is done to rows before the network sees them, as a model keeps it.</summary>
/// <param name="Fill">What stands for each input's missing values; null where none may be missing.</param>
/// <param name="Normalizer">The scaling; null for none.</param>
internal sealed record InputPreparation(double[]? Fill, Normalizer? Normalizer)
{
    /// <summary>Rows without gaps, if they may have any.</summary>
    public IRows Filled(IRows rows) => Fill is null ? rows : new FilledRows(rows, Fill);
}
