namespace SparseAutoencoders.Dashboard.Showing;

/// <summary>Where an input's values lie over rows: their mean and their standard deviation, in the data's own units.</summary>
public readonly record struct InputSpread(double Mean, double Deviation)
{
    /// <summary>How many standard deviations a value lies above the mean; 0 for an input that never varies.</summary>
    public double Of(double value) => Deviation > 0 ? (value - Mean) / Deviation : 0;
}
