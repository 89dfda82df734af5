namespace SparseAutoencoders;

/// <summary>How rows are made comparable before the network sees them. Fitted on the training rows and stored in the model.</summary>
public abstract record ScalingOptions
{
    /// <summary>Works out the scaling from rows; null where nothing is done.</summary>
    internal abstract Normalizer? Fit(IRows rows, ScalingWork work);

    /// <summary>1 / width, and 1 where that is no number: a constant input is shifted to 0 and stays there.</summary>
    /// <exception cref="InvalidDataException">The width is no number.</exception>
    private protected static double Reciprocal(IRows rows, int input, double width)
    {
        if (!double.IsFinite(width))
            throw new InvalidDataException($"{rows.Name}, {RowCheck.Column(rows, input)}: its numbers are so large that how far they spread is more than a number can hold. Divide them by a large one first, or leave the column out (--exclude).");
        return width > 0 && double.IsFinite(1 / width) ? 1 / width : 1;
    }
}

/// <summary>Rows as they are.</summary>
public sealed record NoScaling : ScalingOptions
{
    internal override Normalizer? Fit(IRows rows, ScalingWork work) => null;
}
