namespace SparseAutoencoders.Plots.Tests;

/// <summary>Small inputs for every kind of picture.</summary>
internal static class Samples
{
    public static Func<double, double> Penalty(double rho) => q =>
    {
        q = Math.Clamp(q, 1e-12, 1 - 1e-12);
        return rho * Math.Log(rho / q) + (1 - rho) * Math.Log((1 - rho) / (1 - q));
    };

    public static Matrix<double> Numbers(int rows, int columns)
    {
        var random = new Random(7);
        var matrix = new Matrix<double>(rows, columns);
        foreach (ref var number in matrix.All) number = random.NextDouble() - 0.4;
        return matrix;
    }

    public static TrainingProgress[] Run(int epochs, double beta = 1) =>
    [
        .. Enumerable.Range(1, epochs).Select(epoch => new TrainingProgress
        {
            Done = epoch, Total = epochs, Share = epoch / (double)epochs, Complete = true, LossReconstruction = 10 + 90.0 / epoch,
            LossSparsity = beta * 100.0 / (epoch * epoch), LossWeightDecay = 0.1, Penalty = 100.0 / (epoch * epoch),
            MeanActivation = 0.05 + 0.1 / epoch, SparsityFigures = [2.0 / epoch, 4.0 / epoch], Rate = 0.003, RowsPerSecond = 1e5, Elapsed = TimeSpan.FromSeconds(epoch),
        }),
    ];

    /// <summary>One of each kind, by name.</summary>
    public static IReadOnlyDictionary<string, Func<Picture>> All { get; } = new Dictionary<string, Func<Picture>>
    {
        ["filters"] = () => FilterGrid.Draw(Numbers(5, 12), new ImageShape(3, 4)),
        ["heat map"] = () => FilterGrid.Draw(Numbers(5, 3), null, ["first & last", "<second>", "third"]),
        ["image reconstructions"] = () => ReconstructionGrid.Draw(Numbers(3, 12), Numbers(3, 12), new ImageShape(3, 4)),
        ["row reconstructions"] = () => ReconstructionGrid.Draw(Numbers(3, 12), Numbers(3, 12), null),
        ["penalty"] = () => PenaltyCurve.Draw(0.2, Penalty(0.2)),
        ["penalty with units"] = () => PenaltyCurve.Draw(0.05, Penalty(0.05), [0, 0.04, 0.05, 0.07]),
        ["activations"] = () => ActivationHistogram.Draw([1000, 100, 10, 0, 1, 2, 0, 4, 8, 20]),
        ["mean activations"] = () => MeanActivationHistogram.Draw([0.04, 0.05, 0.06, 0.061], 0.05),
        ["densities"] = () => DensityHistogram.Draw([0, 0, 0.0003, 0.01, 0.02, 0.02, 0.5], 0.05),
        ["training of few codes"] = () => TrainingCurves.Draw([.. Run(30).Select(progress => progress with { LossAuxiliary = 1.0 / progress.Done, DeadUnits = progress.Done < 4 ? null : 3 })], new BatchTopKOptions { L0 = 0.5 }),
        ["training"] = () => TrainingCurves.Draw(Run(30), 0.05),
    };
}
