namespace SparseAutoencoders.Tests.Training;

public sealed class ContrastTrainingTests
{
    public static TheoryData<string, string, OutputFunction, bool> Ways => new()
    {
        { "adam", "squared", OutputFunction.Sigmoid, false }, { "adam", "squared", OutputFunction.Linear, true }, { "adam", "cross", OutputFunction.Sigmoid, true },
        { "sgd", "squared", OutputFunction.Linear, false }, { "sgd", "cross", OutputFunction.Sigmoid, false },
        { "lbfgs", "squared", OutputFunction.Linear, false }, { "lbfgs", "squared", OutputFunction.Sigmoid, true }, { "lbfgs", "cross", OutputFunction.Sigmoid, false },
    };

    [Theory, MemberData(nameof(Ways))]
    public void Train_holds_rho_and_contrast_on_the_training_rows(string optimizer, string loss, OutputFunction decoder, bool tied)
    {
        var rows = Samples.Rows(300, 12);
        foreach (var precision in Enum.GetValues<Precision>())
        {
            var model = rows.Learn(new()
            {
                HiddenUnits = 9,
                Decoder = decoder,
                Tied = tied,
                Precision = precision,
                Loss = loss == "cross" ? new CrossEntropyOptions() : new SquaredErrorOptions(),
                Sparsity = new HeldOptions { Rho = 0.1, Contrast = 0.6, Tolerance = precision == Precision.Single ? 1e-5 : 1e-10 },
                Optimizer = Optimizer(optimizer),
            });
            Assert.True(model.Run!.Constraint!.Met, $"{model.Run.Constraint.DeviationMax}");
            var judged = model.Judge(rows);
            Assert.InRange(judged["rho_deviation_max"], 0, model.Run.Constraint.Tolerance);
            Assert.InRange(judged["contrast_deviation_max"], 0, model.Run.Constraint.Tolerance);
            Assert.InRange(judged["contrast_min"], 0.59999, 0.6);
            Assert.All(model.Run.History, told => Assert.Equal(4, told.SparsityFigures.Count));
        }
    }

    [Theory, InlineData("adam"), InlineData("sgd"), InlineData("lbfgs")]
    public void Train_gives_the_same_bits_for_any_number_of_threads(string optimizer)
    {
        var rows = Samples.Rows(300, 20);
        var options = new TrainingOptions { HiddenUnits = 37, Sparsity = new HeldOptions { Contrast = 0.4 }, Optimizer = Optimizer(optimizer) };
        var expected = rows.Learn(options with { Threads = 1 }).Fingerprint(rows);
        foreach (var threads in new[] { 1, 2, 3 }) Assert.Equal(expected, rows.Learn(options with { Threads = threads }).Fingerprint(rows));
    }

    [Fact]
    public void Train_by_all_rows_lowers_a_function_of_the_directions_alone_in_every_iteration()
    {
        var rows = Samples.Rows(300, 20);
        var model = rows.Learn(new() { HiddenUnits = 13, Precision = Precision.Double, Sparsity = new HeldOptions { Contrast = 0.5 }, Optimizer = new LbfgsOptions { Iterations = 25 } });
        var history = model.Run!.History;
        Assert.Equal(25, history.Count);
        for (var i = 1; i < history.Count; i++) Assert.True(history[i].LossTotal <= history[i - 1].LossTotal);
        Assert.All(history, told => Assert.InRange(told.SparsityFigures.Max(), 0, 1e-10));
        Assert.Equal(history[^1].LossTotal, model.Judge(rows).LossTotal, 1e-9);
    }

    private static OptimizerOptions Optimizer(string name) => name switch
    {
        "adam" => new AdamOptions { Epochs = 3, Batch = 70 },
        "sgd" => new SgdOptions { Epochs = 3, Batch = 70 },
        _ => new LbfgsOptions { Iterations = 10 },
    };

#if !DEBUG                                                       // takes long there
    [Fact]
    public void Train_finds_the_directions_rows_are_made_of_where_rho_alone_finds_few()
    {
        var (rows, directions) = KnownDirections();
        var options = new TrainingOptions { HiddenUnits = 64, Decoder = OutputFunction.Linear, Optimizer = new AdamOptions { Epochs = 20, Batch = 64 } };
        Assert.InRange(Found(rows.Learn(options with { Sparsity = new HeldOptions { Rho = 0.05 } }), directions), 0, 4);
        Assert.InRange(Found(rows.Learn(options with { Sparsity = new HeldOptions { Rho = 0.05, Contrast = 0.7 } }), directions), 32, 40);
    }

    /// <summary>4,000 rows of 32 numbers, each a sum of 2 of 40 random directions.</summary>
    private static (IRows Rows, double[][] Directions) KnownDirections()
    {
        var random = new RandomNumbers(5, 5);
        var directions = Enumerable.Range(0, 40).Select(_ =>
        {
            var direction = Enumerable.Range(0, 32).Select(_ => random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5).ToArray();
            var length = Math.Sqrt(direction.Sum(x => x * x));
            return direction.Select(x => x / length).ToArray();
        }).ToArray();
        var rows = Enumerable.Range(0, 4000).Select(_ =>
        {
            var row = new double[32];
            foreach (var direction in Enumerable.Range(0, 2).Select(_ => directions[(int)(40 * random.NextDouble())]))
            {
                var strength = 0.5 + random.NextDouble();
                for (var j = 0; j < 32; j++) row[j] += strength * direction[j];
            }
            return row;
        }).ToArray();
        return (Rows.From(rows), directions);
    }

    /// <summary>Directions that some decoder row has a cosine above 0.9 with.</summary>
    private static int Found(SparseAutoencoder model, double[][] directions) => directions.Count(direction => Enumerable.Range(0, model.HiddenUnits).Any(l =>
    {
        var row = model.DecoderWeights.Row(l).ToArray();
        return row.Zip(direction, (x, y) => x * y).Sum() > 0.9 * Math.Sqrt(row.Sum(x => x * x));
    }));
#endif
}
