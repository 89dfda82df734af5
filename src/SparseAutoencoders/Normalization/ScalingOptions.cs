namespace SparseAutoencoders;

/// <summary>How rows are made comparable before the network sees them: <see cref="NoScaling"/>, <see cref="MinMaxScaling"/>, <see cref="StandardScaling"/>,
/// <see cref="NormScaling"/> or <see cref="ZcaScaling"/>. Fitted on the training rows and stored in the model.</summary>
public abstract record ScalingOptions
{
    /// <summary>Rows are rotated too: models then hold a rotation.</summary>
    public virtual bool Rotates => false;

    /// <summary>Before rows are read: says how long it will take, and refuses what cannot be done with so many.</summary>
    /// <param name="rows">The training rows, at least one.</param>
    /// <param name="work">Threads, and where progress is told.</param>
    public virtual void Expect(IRows rows, ScalingWork work)
    {
    }

    /// <summary>Works out the scaling; null where nothing is done.</summary>
    /// <param name="rows">Training rows, none with gaps.</param>
    /// <param name="statistics">Theirs, from a pass that is shared with whoever else asks.</param>
    /// <param name="work">Threads, and where progress is told.</param>
    public abstract Normalizer? Fit(IRows rows, RowStatistics statistics, ScalingWork work);

    /// <summary>1 / width, and 1 where that is no number: a constant input is shifted to 0 and stays there.</summary>
    /// <exception cref="InvalidDataException">The width is no number.</exception>
    private protected static double Reciprocal(IRows rows, int input, double width)
    {
        if (!double.IsFinite(width))
            throw new InvalidDataException($"{rows.PlaceOf(null, input)}: its numbers are so large that how far they spread is more than a number can hold. Divide them by a large one first, or leave the column out (`Exclude`).");
        return width > 0 && double.IsFinite(1 / width) ? 1 / width : 1;
    }
}

/// <summary>Rows as they are.</summary>
public sealed record NoScaling : ScalingOptions
{
    /// <inheritdoc/>
    public override Normalizer? Fit(IRows rows, RowStatistics statistics, ScalingWork work) => null;
}
