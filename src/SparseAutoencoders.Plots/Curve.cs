namespace SparseAutoencoders.Plots;

/// <summary>A figure over a run, with what it is called.</summary>
/// <param name="Title">In words.</param>
/// <param name="Symbol">In as few letters as an axis has room for.</param>
/// <param name="Note">What it means.</param>
/// <param name="Read">Its value; NaN where it is not known.</param>
/// <param name="Asked">What was asked for; null where nothing was.</param>
internal sealed record Curve(string Title, string Symbol, string Note, Func<TrainingProgress, double> Read, double? Asked = null)
{
    /// <summary>Those of a mechanism by which few codes are not 0, beside the losses of every model.</summary>
    public static IReadOnlyList<Curve> OfFewCodes(SparsityOptions sparsity) =>
    [
        .. sparsity.Figures.Select((figure, i) => new Curve(Capital(figure.Title), figure.Key.Replace('_', ' '), Capital(figure.Summary) + ".", progress => i < progress.SparsityFigures.Count ? progress.SparsityFigures[i] : double.NaN,
            sparsity.Asked.FirstOrDefault(asked => asked.Key == figure.Key + "_asked")?.Value)),
        new("Auxiliary loss", "auxiliary loss", "AuxK: by which units that are not active learn from what the others leave over.", progress => progress.LossAuxiliary),
        new("Dead units", "dead units", "Active on no row, at the last look before.", progress => progress.DeadUnits ?? double.NaN),
    ];

    private static string Capital(string words) => char.ToUpperInvariant(words[0]) + words[1..];
}
