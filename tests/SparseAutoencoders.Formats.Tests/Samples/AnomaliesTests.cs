using Anomalies;

namespace SparseAutoencoders.Formats.Tests.Samples;

/// <summary>A small version of samples/anomalies.</summary>
public sealed class AnomaliesTests
{
    [Fact]
    public void Anomalies_of_the_sensors_are_rebuilt_worst_though_no_label_was_seen()
    {
        var rows = LabelledRows.OfSensors(File("data/sensors/singlehop.csv"), window: 4);
        Assert.Equal((18902, 8, 149), (rows.Judged.Rows, rows.Judged.Columns, rows.Anomalous.Count(one => one)));
        var ranking = Ranking.Of(Autoencoder.Score(rows, hidden: 8, rho: 0.2, epochs: 5), rows.Anomalous);
        Assert.InRange(ranking.RocAuc, 0.95, 1);
        Assert.InRange(ranking.AveragePrecision, 0.5, 1);      // by chance: 0.008
    }

    [Fact]
    public void Ranking_counts_pairs_and_precision_as_scikit_learn_does()
    {
        // What roc_auc_score and average_precision_score say of the same; two rows are tied.
        var ranking = Ranking.Of([5, 4, 3, 3, 2, 1, 0], [true, false, true, false, true, false, false]);
        Assert.Equal((4 + 2.5 + 2) / 12, ranking.RocAuc, 1e-12);
        Assert.Equal((1 + 2 / 4.0 + 3 / 5.0) / 3, ranking.AveragePrecision, 1e-12);
    }

    [Fact]
    public void Standardized_rows_have_mean_0_and_deviation_1_over_the_training_rows()
    {
        var rows = new LabelledRows(Matrix([1, 3], [3, 7]), Matrix([5, 5]), [false]).Standardized();
        Assert.Equal([-1, -1, 1, 1], rows.Training.All.ToArray());
        Assert.Equal([3, 0], rows.Judged.All.ToArray());
    }

    private static Matrix<double> Matrix(params double[][] rows) => Rows.From<double>(rows).ToMatrix<double>();

    private static string File(string path)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!System.IO.File.Exists(Path.Combine(folder.FullName, "SparseAutoencoders.slnx"))) folder = folder.Parent!;
        return Path.Combine(folder.FullName, path);
    }
}
