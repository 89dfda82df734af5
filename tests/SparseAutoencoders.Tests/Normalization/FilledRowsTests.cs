using SparseAutoencoders.Tests.Checkpoints;
using SparseAutoencoders.Tests.Training;

namespace SparseAutoencoders.Tests.Normalization;

public sealed class FilledRowsTests : IDisposable
{
    private static readonly TrainingOptions Options = new()
    {
        HiddenUnits = 3,
        Decoder = OutputFunction.Linear,
        Scaling = new StandardScaling(),
        Impute = Imputation.Mean,
        Optimizer = new AdamOptions { Epochs = 2, Batch = 8 },
    };

    private readonly ModelFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Theory, InlineData(Precision.Single), InlineData(Precision.Double)]
    public void Gaps_are_filled_with_the_training_rows_means_which_the_model_keeps(Precision precision)
    {
        var (gaps, filled) = Gaps();
        var model = gaps.Learn(Options with { Precision = precision });
        Assert.All(Means(gaps).Zip(model.InputFill!), pair => Assert.Equal(pair.First, pair.Second, precision == Precision.Single ? 1e-7 : 1e-15));
        model.Save(_files.Path());
        var loaded = SparseAutoencoder.Load(_files.Path());
        Assert.Equal(model.InputFill!, loaded.InputFill!);
        Assert.Equal(model.Fingerprint(gaps), loaded.Fingerprint(gaps));
        Assert.Equal(model.Judge(gaps).LossTotal, loaded.Judge(gaps).LossTotal);

        // Elsewhere a gap stands for the same number, whatever the other rows there are.
        var one = Rows.From<double>([[double.NaN, .. filled.Row(1)[1..]]]);
        var same = Rows.From<double>([[model.InputFill![0], .. filled.Row(1)[1..]]]);
        Assert.Equal(loaded.Encode(same).ToMatrix<double>().All, loaded.Encode(one).ToMatrix<double>().All);
        Assert.Equal(loaded.Score(same).ToMatrix<double>().All, loaded.Score(one).ToMatrix<double>().All);
        Assert.Equal(loaded.Fill(same).ToMatrix<double>().All, loaded.Fill(one).ToMatrix<double>().All);
    }

    [Fact]
    public void Rows_that_are_filled_beforehand_give_the_same_model()
    {
        var (gaps, filled) = Gaps();
        foreach (var scaling in (ScalingOptions[])[new NoScaling(), new MinMaxScaling()])
        {
            var options = Options with { Precision = Precision.Double, Scaling = scaling };
            Assert.Equal(gaps.Learn(options).Fingerprint(gaps), Rows.From(filled).Learn(options with { Impute = Imputation.None }).Fingerprint(Rows.From(filled)));
        }
    }

    // What gaps do to means and variances is worked out, not summed up: a rounding of 2⁻⁵³ a number, of 30 numbers.
    [Fact]
    public void Rows_that_are_filled_beforehand_are_scaled_the_same_but_for_rounding()
    {
        var (gaps, filled) = Gaps();
        var options = Options with { Precision = Precision.Double };
        var (one, other) = (gaps.Learn(options).Scaling!, Rows.From(filled).Learn(options with { Impute = Imputation.None }).Scaling!);
        Assert.All(one.Shift.Zip(other.Shift), pair => Assert.Equal(pair.First, pair.Second, 30 * 1.2e-16));
        Assert.All(one.Scale.Zip(other.Scale), pair => Assert.Equal(1, pair.First / pair.Second, 30 * 1.2e-16));
    }

    [Fact]
    public void Held_out_rows_say_nothing_of_the_means()
    {
        var (gaps, _) = Gaps();
        var model = gaps.Learn(Options with { Validation = 0.4 });
        var training = model.Run!.TrainingRows;
        var own = new Matrix<double>(training.Count, gaps.Width);
        for (var r = 0; r < own.Rows; r++) gaps.Read(training.PlaceInSource(r), own.Row(r));
        Assert.All(Means(Rows.From(own)).Zip(model.InputFill!), pair => Assert.Equal(pair.First, pair.Second, 1e-7));
    }

    [Fact]
    public void Infinity_and_columns_without_a_value_are_refused()
    {
        var infinite = Rows.From<double>([[1, 2], [3, double.PositiveInfinity]]);
        Assert.Contains("row 2, column 2", Assert.Throws<InvalidDataException>(() => infinite.Learn(Options)).Message, StringComparison.Ordinal);
        var empty = new MemoryRows<double>(Rows.From<double>([[1, double.NaN], [3, double.NaN]]).ToMatrix<double>(), null, "table") { Columns = ["a", "b"] };
        Assert.Contains("table, column 2 (b): holds no value in any training row", Assert.Throws<InvalidDataException>(() => empty.Learn(Options)).Message, StringComparison.Ordinal);
        Assert.Contains("train with `Imputation.Mean`", Assert.Throws<InvalidDataException>(() => empty.Learn(Options with { Impute = Imputation.None })).Message, StringComparison.Ordinal);
    }

    private static double[] Means(IRows rows)
    {
        var all = rows.ToMatrix<double>();
        return [.. Enumerable.Range(0, all.Columns).Select(j => Enumerable.Range(0, all.Rows).Select(r => all[r, j]).Where(x => !double.IsNaN(x)).Average())];
    }

    /// <summary>Rows with gaps, and the same filled as a running mean in double precision fills them.</summary>
    private static (IRows Gaps, Matrix<double> Filled) Gaps()
    {
        var (gaps, filled) = (Samples.Rows(30, 4).ToMatrix<double>(), Samples.Rows(30, 4).ToMatrix<double>());
        for (var r = 0; r < 30; r++)
            if (r % 3 > 0) gaps[r, r % 4] = double.NaN;
        for (var j = 0; j < 4; j++)
        {
            var (mean, count) = (0.0, 0);
            for (var r = 0; r < 30; r++)
                if (!double.IsNaN(gaps[r, j])) mean += (gaps[r, j] - mean) / ++count;
            Assert.InRange(count, 1, 29);
            for (var r = 0; r < 30; r++)
                if (double.IsNaN(gaps[r, j])) filled[r, j] = mean;
        }
        return (Rows.From(gaps), filled);
    }
}
