namespace SparseAutoencoders.Dashboard.Tests.Showing;

/// <summary>Small rows, and models learned from them.</summary>
internal static class Models
{
    public static IRows Rows(int count = 90, int inputs = 6, int seed = 5)
    {
        var random = new RandomNumbers((ulong)seed, 1);
        var rows = new Matrix<double>(count, inputs);
        for (var r = 0; r < count; r++)
        {
            var (a, b) = (random.NextDouble(), random.NextDouble());
            for (var j = 0; j < inputs; j++) rows[r, j] = 0.1 + 0.4 * a * (j % 2) + 0.4 * b * (j % 3 / 2.0) + 0.05 * random.NextDouble();
        }
        return SparseAutoencoders.Rows.From(rows);
    }

    /// <summary>A model whose codes are mostly 0: 40 units for rows of two directions, so that some are never active.</summary>
    public static SparseAutoencoder TrainFewCodes(IRows rows, int units = 40) =>
        SparseAutoencoder.Train(rows, TrainingOptions.For(new BatchTopKOptions { L0 = 3, Aux = 0 }, units) with { Revive = false, Optimizer = new AdamOptions { Epochs = 4, Batch = 30 }, Seed = 2 });

    public static SparseAutoencoder Train(IRows rows, int units = 5) =>
        SparseAutoencoder.Train(rows, new TrainingOptions { HiddenUnits = units, Optimizer = new AdamOptions { Epochs = 4, Batch = 30 }, Seed = 2 });
}
