namespace SparseAutoencoders.Dashboard.Showing;

/// <summary>Where an input's values lie over rows: their mean and their standard deviation, in the data's own units.</summary>
public readonly record struct InputSpread(double Mean, double Deviation)
{
    /// <summary>How many standard deviations a value lies above the mean; 0 for an input that never varies.</summary>
    public double Of(double value) => Deviation > 0 ? (value - Mean) / Deviation : 0;

    /// <summary>The same for a chart: an input that hardly varies must not hide all others.</summary>
    internal double OnChart(double value) => Math.Clamp(Of(value), -MostOnChart, MostOnChart);

    /// <summary>How many standard deviations a chart shows.</summary>
    internal const double MostOnChart = 20;
}
