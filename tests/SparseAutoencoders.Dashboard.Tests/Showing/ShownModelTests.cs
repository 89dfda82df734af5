using Sae.Tests;
using SparseAutoencoders.Dashboard.Showing;
using SparseAutoencoders.Formats;

namespace SparseAutoencoders.Dashboard.Tests.Showing;

/// <summary>Which rows of weights lead, and that these tell more.</summary>
public sealed class ShownModelTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(false, 0.9, 0.1)]
    [InlineData(true, 0.9, 0.9)]
    public void Leading_rows_find_the_directions_that_rows_are_made_of(bool tied, double leading, double encoder)
    {
        var (rows, directions) = Directions();
        var model = new ShownModel(SparseAutoencoder.Train(rows, new TrainingOptions
        {
            HiddenUnits = 48,
            Decoder = OutputFunction.Linear,
            Tied = tied,
            Sparsity = new HeldOptions { Rho = 0.05 },
            Scaling = new StandardScaling(),
            Optimizer = new AdamOptions { Epochs = 30, Batch = 128, LearningRate = 0.005 },
        }, cancellation: TestContext.Current.CancellationToken), "a");
        Assert.Equal(!tied, model.DecoderLeads);
        directions = [.. directions.Select(direction => direction.Zip(model.Model.Scaling!.Scale, (x, scale) => x * scale).ToArray())];      // as the network sees them
        var (byLeading, byEncoder) = (Found(model.Leading, directions), Found(model.Encoder, directions));
        output.WriteLine($"of {directions.Length} directions {byLeading:P0} by leading rows, {byEncoder:P0} by encoder rows");
        Assert.True(byLeading >= leading, $"{byLeading}");
        Assert.True(tied ? byEncoder >= encoder : byEncoder <= encoder, $"{byEncoder}");
    }

    // No truth is known here, but what a row is like that a unit speaks for: rows weighted with its activations, less their mean.
    [Theory]
    [InlineData("images", "sigmoid", 32)]
    [InlineData("images", "linear", 32)]
    [InlineData("sensors", "linear", 3)]           // four inputs: neither is much better
    public void Leading_rows_are_more_like_the_rows_that_units_speak_for(string data, string decoder, int least)
    {
        var isImages = data == "images";
        using var all = Choices.BuiltIn.WithMoreFormats().Open(isImages ? Tool.Images : Path.Combine(Tool.Repository, "data/sensors/singlehop.csv"), new RowFileOptions { Exclude = isImages ? null : ["reading", "label"] });
        using var rows = Rows.From(isImages ? all.Slice(0, 1200).ToMatrix<double>() : Standard(all.ToMatrix<double>()));
        var model = new ShownModel(SparseAutoencoder.Train(rows, new TrainingOptions
        {
            HiddenUnits = isImages ? 36 : 12,
            Decoder = decoder == "linear" ? OutputFunction.Linear : OutputFunction.Sigmoid,
            Sparsity = new HeldOptions { Rho = isImages ? 0.05 : 0.1 },
            Optimizer = new AdamOptions { Epochs = 20, Batch = 100 },
        }, cancellation: TestContext.Current.CancellationToken), "a");
        var (numbers, codes) = (rows.ToMatrix<double>(), model.Model.Encode(rows).ToMatrix<double>());
        var more = Enumerable.Range(0, model.Units).Count(l => Likeness(model.Decoder, l) > Likeness(model.Encoder, l));
        output.WriteLine($"{more} of {model.Units} units; mean cosine {Enumerable.Range(0, model.Units).Average(l => Likeness(model.Decoder, l)):F2} of what they write, {Enumerable.Range(0, model.Units).Average(l => Likeness(model.Encoder, l)):F2} of what they look for");
        Assert.True(more >= least, $"{more}");

        double Likeness(Matrix<double> weights, int l)
        {
            var mean = Enumerable.Range(0, codes.Rows).Average(r => codes[r, l]);
            var spokenFor = new double[numbers.Columns];
            for (var r = 0; r < numbers.Rows; r++)
            {
                for (var j = 0; j < spokenFor.Length; j++) spokenFor[j] += (codes[r, l] - mean) * numbers[r, j];
            }
            return Math.Abs(Cosine(spokenFor, weights.Row(l).ToArray()));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Units_most_alike_are_so_by_what_they_write(bool tied)
    {
        using var rows = Models.Rows();
        var model = new ShownModel(SparseAutoencoder.Train(rows, new TrainingOptions { HiddenUnits = 12, Tied = tied, Optimizer = new AdamOptions { Epochs = 3, Batch = 30 } }, cancellation: TestContext.Current.CancellationToken), "a");
        double[] cosines = [.. Enumerable.Range(0, 12).Select(l => Cosine(model.Decoder.Row(5).ToArray(), model.Decoder.Row(l).ToArray()))];
        var order = Enumerable.Range(0, 12).Where(l => l != 5).OrderByDescending(l => cosines[l]).ToArray();
        var alike = model.Alike(5, 4);
        Assert.Equal(order.Take(4), alike.Select(other => other.Unit));
        Assert.All(alike, other => Assert.Equal(cosines[other.Unit], other.Similarity, 1e-12));
        Assert.Equal(Cosine(model.Encoder.Row(5).ToArray(), model.Encoder.Row(order[0]).ToArray()), model.EncoderSimilarity(5, order[0]), 1e-12);
    }

    // Each row is two of 32 directions in 48 inputs, each with a weight from 0.5 to 1.5, and a little noise.
    private static (IRows Rows, double[][] Directions) Directions()
    {
        var random = new RandomNumbers(7, 1);
        double[][] directions = [.. Enumerable.Range(0, 32).Select(_ => Normal(48)).Select(d => Array.ConvertAll(d, x => x / Math.Sqrt(d.Sum(y => y * y))))];
        var rows = new Matrix<double>(6000, 48);
        for (var r = 0; r < rows.Rows; r++)
        {
            var noise = Normal(48);
            for (var j = 0; j < 48; j++) rows[r, j] = 0.02 * noise[j];
            for (var term = 0; term < 2; term++)
            {
                var (direction, weight) = (directions[(int)(32 * random.NextDouble())], 0.5 + random.NextDouble());
                for (var j = 0; j < 48; j++) rows[r, j] += weight * direction[j];
            }
        }
        return (Rows.From(rows), directions);

        double[] Normal(int count) => [.. Enumerable.Range(0, count).Select(_ => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))];
    }

    private static Matrix<double> Standard(Matrix<double> rows)
    {
        for (var j = 0; j < rows.Columns; j++)
        {
            var mean = Enumerable.Range(0, rows.Rows).Average(r => rows[r, j]);
            var deviation = Math.Sqrt(Enumerable.Range(0, rows.Rows).Average(r => (rows[r, j] - mean) * (rows[r, j] - mean)));
            for (var r = 0; r < rows.Rows; r++) rows[r, j] = (rows[r, j] - mean) / deviation;
        }
        return rows;
    }

    private static double Found(Matrix<double> weights, double[][] directions) =>
        directions.Count(direction => Enumerable.Range(0, weights.Rows).Max(l => Math.Abs(Cosine(direction, weights.Row(l).ToArray()))) > 0.9) / (double)directions.Length;

    private static double Cosine(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum() / Math.Sqrt(a.Sum(x => x * x) * b.Sum(x => x * x));
}
