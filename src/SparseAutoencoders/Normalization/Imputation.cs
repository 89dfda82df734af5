namespace SparseAutoencoders;

/// <summary>What stands for values that are missing (NaN).</summary>
public enum Imputation
{
    /// <summary>Nothing: rows with such values are refused.</summary>
    None,

    /// <summary>The input's mean over the training rows that have a value; stored in the model.</summary>
    Mean,
}
