using SparseAutoencoders.Dashboard.Showing;

namespace SparseAutoencoders.Dashboard.Tests.Showing;

public sealed class ScoreWorkTests
{
    [Theory]
    [InlineData(90, 6)]
    [InlineData(3000, 200)]           // several blocks
    public void Scores_are_the_models_the_highest_first_and_spreads_are_the_formula(int count, int inputs)
    {
        using var rows = Models.Rows(count, inputs);
        var model = Models.Train(rows);
        var (scores, spreads) = ScoreWork.Run(model, rows, _ => { }, CancellationToken.None);
        var expected = model.Score(rows).ToMatrix<double>();
        Assert.Equal(Enumerable.Range(0, count).OrderByDescending(r => expected[r, 0]).ThenBy(r => r).Select(r => new RowScore(r, expected[r, 0])), scores);
        var numbers = rows.ToMatrix<double>();
        for (var j = 0; j < inputs; j++)
        {
            var mean = Enumerable.Range(0, count).Average(r => numbers[r, j]);
            var deviation = Math.Sqrt(Enumerable.Range(0, count).Average(r => (numbers[r, j] - mean) * (numbers[r, j] - mean)));
            Assert.Equal(mean, spreads[j].Mean, 1e-12);
            Assert.Equal(deviation, spreads[j].Deviation, 1e-12);
            Assert.Equal((numbers[0, j] - mean) / deviation, spreads[j].Of(numbers[0, j]), 1e-9);
        }
    }

    [Fact]
    public void An_input_that_never_varies_lies_no_spreads_from_its_mean() => Assert.Equal(0, new InputSpread(3, 0).Of(5));

    [Fact]
    public void A_missing_value_counts_as_what_stands_for_it()
    {
        double[][] numbers = [[0.1, 0.4], [double.NaN, 0.6], [0.3, 0.5]];
        using var rows = Rows.From(numbers);
        var model = SparseAutoencoder.Train(rows, new TrainingOptions { HiddenUnits = 2, Impute = Imputation.Mean, Optimizer = new AdamOptions { Epochs = 1 } }, cancellation: TestContext.Current.CancellationToken);
        var (scores, spreads) = ScoreWork.Run(model, rows, _ => { }, CancellationToken.None);
        Assert.Equal(0.2, spreads[0].Mean, 1e-6);
        Assert.All(scores, row => Assert.True(double.IsFinite(row.Score)));
    }

    [Theory]
    [InlineData(3, 0.5, 0.5)]
    [InlineData(500, 249, 20)]
    [InlineData(-500, -251, -20)]
    public void A_chart_shows_no_more_standard_deviations_than_leave_the_others_to_be_seen(double value, double away, double onChart)
    {
        var spread = new InputSpread(2, 2);
        Assert.Equal((away, onChart), (spread.Of(value), spread.OnChart(value)));
    }
}
