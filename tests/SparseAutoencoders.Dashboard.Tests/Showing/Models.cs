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

    public static SparseAutoencoder Train(IRows rows, int units = 5) =>
        SparseAutoencoder.Train(rows, new TrainingOptions { HiddenUnits = units, Optimizer = new AdamOptions { Epochs = 4, Batch = 30 }, Seed = 2 });
}
