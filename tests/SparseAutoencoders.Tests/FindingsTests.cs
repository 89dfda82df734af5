using SparseAutoencoders.Tests.Model;
using SparseAutoencoders.Tests.Training;

namespace SparseAutoencoders.Tests;

/// <summary>What a person is told of rows and of a model: the sentence, and what it says to try.</summary>
public sealed class FindingsTests
{
    private static readonly TrainingOptions Options = new() { HiddenUnits = 4, Decoder = OutputFunction.Linear, Optimizer = new AdamOptions { Epochs = 2, Batch = 8 } };

    [Theory]
    [InlineData(1, "truth values")]
    [InlineData(16, "counts or levels")]                         // the digits of scikit-learn
    public void Dark_bytes_are_told_before_training_and_after_it(int greatest, string kind)
    {
        var (notices, findings, _) = Learn(new Bytes(greatest), Options with { Decoder = OutputFunction.Sigmoid });
        var bytes = $"bytes are read as value/255, and the greatest of them is {greatest}. If they are {kind}, train with `MinMaxScaling`, or save them as numbers (np.save(file, a.astype('float32'))).";
        Assert.Equal([$"bytes in memory: {bytes}"], notices);
        Assert.EndsWith($"The rows' {bytes}", findings[0], StringComparison.Ordinal);
        Assert.StartsWith("The model explains less than nothing of the rows: explained variance -", findings[0], StringComparison.Ordinal);
        Assert.Empty(Learn(new Bytes(greatest), Options with { Scaling = new MinMaxScaling() }).Notices);
    }

    [Fact]
    public void Bright_bytes_are_not_mentioned() => Assert.Empty(Learn(new Bytes(255), Options).Notices);

    [Theory, InlineData(Precision.Single, "which single precision cannot tell apart"), InlineData(Precision.Double, "which is lost beside it")]
    public void Rows_far_from_0_are_told_once_where_nothing_scales_them(Precision precision, string words)
    {
        var numbers = new double[20, 3];
        for (var r = 0; r < 20; r++) (numbers[r, 0], numbers[r, 1], numbers[r, 2]) = (r % 3, 1e9 + r % 2 * 2, 7);
        var rows = new MemoryRows<double>(numbers.ToMatrix<double>(), null, "sales") { Columns = ["a", "time", "c"] };
        var (notices, findings, _) = Learn(rows, Options with { Precision = precision });
        Assert.Equal([$"sales, column 2 (time): lies at 1E+09 with a spread of 1, {words}. Scale the rows (`StandardScaling`)."], notices);
        Assert.EndsWith("The rows hold numbers up to 1E+09, and nothing scales them: train with `StandardScaling`.", findings[0], StringComparison.Ordinal);
        Assert.Empty(Learn(rows, Options with { Scaling = new StandardScaling(), Precision = precision }).Notices);
    }

    [Fact]
    public void Input_that_is_constant_and_far_from_0_drowns_the_others()
    {
        var numbers = new double[20, 2];
        for (var r = 0; r < 20; r++) (numbers[r, 0], numbers[r, 1]) = (r % 2 * 2, -3e8);
        Assert.StartsWith("rows in memory, column 2: lies at -3E+08 with a spread of 1,", Assert.Single(Learn(Rows.From(numbers.ToMatrix<double>()), Options).Notices), StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_near_0_are_told_where_a_sigmoid_decoder_cannot_follow()
    {
        var rows = Rows.From(Networks.Numbers(30, 5, seed: 2, low: 0, high: 0.01).ToMatrix<double>());
        var (notices, findings, _) = Learn(rows, Options with { Decoder = OutputFunction.Sigmoid });
        Assert.Empty(notices);
        Assert.Matches(@"The rows lie between [0-9.E-]+ and 0\.009\d+, a small part of what a sigmoid decoder gives: train with `MinMaxScaling`\.$", findings[0]);
    }

    [Fact]
    public void Rows_that_are_all_the_same_are_told()
    {
        var findings = Learn(Rows.From([[0.5, 0.25], [0.5, 0.25], [0.5, 0.25]]), Options with { Sparsity = new HeldOptions() }).Findings;
        Assert.Equal(["The rows are all the same, so there is nothing that a unit could tell apart. Give rows that differ."], findings);
    }

    [Fact]
    public void Units_that_carry_nothing_are_told_with_what_the_optimizer_can_do()
    {
        var idle = Judged(explainedVariance: 0, dead: 4, activation: 0.05);
        Assert.Equal("None of the model's 4 units carries anything: each says the same to every row. Train longer (`Epochs`), with another `LearningRate` than 0.01, or with a smaller `Beta`; or give rows of the kind it was trained on.",
            Assert.Single(Of(Options, idle)));
        Assert.Contains("Train longer (`Iterations`), or", Assert.Single(Of(Options with { Optimizer = new LbfgsOptions() }, idle)), StringComparison.Ordinal);
        Assert.Empty(Of(Options, Judged(explainedVariance: 0.01, dead: 3, activation: 0.05)));
        Assert.Empty(Of(Options, idle with { Rows = 1 }));                         // one row tells nothing of units
    }

    [Theory]
    [InlineData(0.0595, null)]                                   // 19 % off
    [InlineData(0.0605, "Units are 21 % off ρ on average: their mean activation is 0.0605, and 0.05 was asked for. Hold ρ exactly (`HeldOptions`), or give a larger `Beta` than 1.")]
    public void Units_far_from_rho_are_told_with_both_ways_out(double activation, string? finding)
    {
        var judged = Judged(explainedVariance: 0.9, dead: 0, activation);
        Assert.Equal(finding is null ? [] : [finding], Of(Options, judged));
        Assert.Empty(Of(Options with { Sparsity = new HeldOptions() }, judged));   // so few rows are off by chance
    }

    [Theory]
    [InlineData(0.099, 1000, "Units hum instead of being inactive: their contrast is 0.099 on average, where 0 says the same to every row and 1 is only ever 0 or 1.")]
    [InlineData(0.101, 1000, null)]
    [InlineData(0.099, 150, null)]                               // a unit speaks in seven rows: too few to tell
    public void Units_that_hum_are_told(double contrast, int rows, string? words)
    {
        foreach (var sparsity in (SparsityOptions[])[new KlOptions(), new HeldOptions()])
        {
            var findings = Of(Options with { Sparsity = sparsity }, Judged(explainedVariance: 0.9, dead: 0, activation: 0.05) with { Rows = rows, Contrasts = [contrast, contrast, contrast, contrast] });
            Assert.Equal(words, findings is [var one] ? one[..one.IndexOf(" Hold", StringComparison.Ordinal)] : null);
        }
    }

    [Fact]
    public void Rows_that_hum_and_rows_that_do_not()
    {
        // As many kinds of rows as units, each with its own inputs; and rows without any kind.
        var (kinds, noise) = (new double[400, 12], Networks.Numbers(400, 12, seed: 4));
        for (var r = 0; r < 400; r++)
            for (var j = 0; j < 12; j++) kinds[r, j] = r % 4 == j / 3 ? 0.9 + 0.1 * noise[r, j] : 0.1 * noise[r, j];
        var options = Options with { Decoder = OutputFunction.Sigmoid, Sparsity = new HeldOptions { Rho = 0.25 }, Optimizer = new LbfgsOptions { Iterations = 100 } };
        var (_, healthy, model) = Learn(Rows.From(kinds.ToMatrix<double>()), options);
        Assert.Empty(healthy);
        Assert.InRange(model.Judge(Rows.From(kinds.ToMatrix<double>())).Contrast, 0.5, 1);
        Assert.Contains(Learn(Rows.From(noise.ToMatrix<double>()), options with { Optimizer = new AdamOptions { Epochs = 5, Batch = 50 } }).Findings, finding => finding.StartsWith("Units hum", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(2.9, 0.97, "2 principal components, as many numbers as units are active on a row, explain 1 of the variance, and the model 0.97. Train longer (`Epochs`)")]
    [InlineData(2.9, 0.985, null)]
    [InlineData(0.9, 0.1, null)]                                 // no unit is active: nothing to compare with
    public void Models_that_principal_components_better_are_told(double active, double explained, string? words)
    {
        var judged = Judged(explained, dead: 0, activation: 0.05) with { L0 = active, Summary = new("float64", -1, 1, true, 5, 0, null) { Sample = (PlaneRows(), new double[5]) } };
        var findings = Of(Options, judged);
        Assert.Equal(words, findings is [var one] ? one[..words!.Length] : null);
        if (words is null) return;
        Assert.DoesNotContain("`WeightDecay`", findings[0], StringComparison.Ordinal);
        Assert.DoesNotContain("smaller `Beta`", Of(Options, judged with { SparsityFigures = [0.3, 0.3] })[0], StringComparison.Ordinal);     // a larger one is asked for
        Assert.Contains("with a smaller `Beta` and `WeightDecay`;", Of(Options, judged with { LossWeightDecay = 0.2 })[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_like_embeddings_are_told_what_goes_well_with_them_and_is_not_asked_for()
    {
        const string Look = "these rows look like embeddings: 64 inputs that spread alike around 0. Such rows do well with `BatchTopKOptions`; or with: ";
        var vectors = Rows.From(Networks.Numbers(100, 64, seed: 2, low: -1).ToMatrix<double>());
        var refused = Assert.Throws<InvalidDataException>(() => vectors.Learn(Options with { Decoder = OutputFunction.Sigmoid })).Message;
        Assert.EndsWith($" T{Look[1..]}`OutputFunction.Linear` `StandardScaling` `HeldOptions` `Contrast = 0.5` `Rho = 0.01`.", refused, StringComparison.Ordinal);
        Assert.Equal([$"rows in memory: {Look}`StandardScaling` `HeldOptions` `Contrast = 0.5` `Rho = 0.01`."], Learn(vectors, Options).Notices);
        var held = Options with { Scaling = new StandardScaling(), Sparsity = new HeldOptions { Rho = 0.01 } };
        Assert.Equal([$"rows in memory: {Look}`Contrast = 0.5`."], Learn(vectors, held).Notices);
        Assert.Empty(Learn(vectors, held with { Sparsity = new HeldOptions { Rho = 0.2, Contrast = 0.3 } }).Notices);    // who holds a contrast has chosen
    }

    [Fact]
    public void Rows_that_do_not_look_like_embeddings_are_not_taken_for_them()
    {
        var (wide, few) = (Networks.Numbers(100, 64, seed: 2, low: -1), Networks.Numbers(100, 63, seed: 2, low: -1));
        for (var r = 0; r < 100; r++)
            for (var j = 0; j < 8; j++) wide[r, j] *= 10;        // of 64 inputs: more than one in ten, all of another spread
        Assert.Empty(Learn(Rows.From(wide.ToMatrix<double>()), Options).Notices);
        Assert.Empty(Learn(Rows.From(few.ToMatrix<double>()), Options).Notices);
        Assert.Empty(Learn(Rows.From(Networks.Numbers(100, 64, seed: 2, low: 0).ToMatrix<double>()), Options).Notices);
        Assert.Empty(Learn(new MemoryRows<double>(Networks.Numbers(100, 64, seed: 2, low: -1).ToMatrix<double>(), new ImageShape(8, 8), "patches"), Options).Notices);
    }

    [Fact]
    public void Numbers_below_0_are_refused_with_both_that_a_sigmoid_decoder_lacks()
    {
        var message = Assert.Throws<InvalidDataException>(() => Rows.From([[0.5, -0.25], [0.25, 0.5]]).Learn(Options with { Decoder = OutputFunction.Sigmoid })).Message;
        Assert.EndsWith(" For numbers below 0 use both: `OutputFunction.Linear` `StandardScaling`.", message, StringComparison.Ordinal);
        Assert.EndsWith("(`OutputFunction.Linear`).", Assert.Throws<InvalidDataException>(() => Rows.From([[0.5, 1.25], [0.25, 0.5]]).Learn(Options with { Decoder = OutputFunction.Sigmoid })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Few_inputs_that_hold_all_variance_are_told_where_nothing_scales_the_rows()
    {
        var numbers = Networks.Numbers(60, 6, seed: 2);
        for (var r = 0; r < 60; r++) numbers[r, 3] *= 30;
        var rows = Rows.From(numbers.ToMatrix<double>());
        var options = Options with { Optimizer = new AdamOptions { Epochs = 40, Batch = 20, LearningRate = 0.05 } };
        var (notices, findings, _) = Learn(rows, options);
        Assert.Equal("1 of 6 inputs hold 95 % of the rows' variance, and with it of L: the others count for little. Scale the rows (`StandardScaling`).", findings[0]);
        Assert.Equal([$"rows in memory: {findings[0]}"], notices);                          // before training too
        Assert.DoesNotContain(Learn(rows, options with { Scaling = new StandardScaling() }).Findings, finding => finding.Contains("inputs hold", StringComparison.Ordinal));
        Assert.DoesNotContain(Learn(Rows.From(Networks.Numbers(60, 6, seed: 2).ToMatrix<double>()), options).Findings, finding => finding.Contains("inputs hold", StringComparison.Ordinal));
    }

    [Theory, InlineData(4.1, true), InlineData(3.9, false)]
    public void Rows_off_centre_are_told(double distance, bool told)
    {
        var judged = Judged(explainedVariance: 0.9, dead: 0, activation: 0.05) with { Summary = new("float64", 0, 1, true, 3, distance, null) };
        Assert.Equal(told ? ["The rows lie around a point that is 4.1 times as far from 0 as they are from it, so every unit sees much the same in all. Scale the rows (`StandardScaling`)."] : [], Of(Options, judged));
        Assert.Empty(Of(Options with { Scaling = new StandardScaling() }, judged));
    }

    [Theory]
    [InlineData(0.86, null)]                                     // up to half as much again is not rebuilt
    [InlineData(0.84, "Held-out rows are rebuilt far worse than those trained on: explained variance 0.84 against 0.9. Give more rows, fewer `HiddenUnits` or a larger `WeightDecay`.")]
    public void Held_out_rows_that_are_rebuilt_far_worse_are_told(double heldOut, string? finding)
    {
        var judged = Judged(explainedVariance: 0.9, dead: 0, activation: 0.05);
        Assert.Equal(finding is null ? [] : [finding], Of(Options, judged, heldOut: judged with { ExplainedVariance = heldOut }));
        Assert.Empty(Of(Options, judged with { ExplainedVariance = 0.99 }, heldOut: judged with { ExplainedVariance = 0.96 }));      // far more, of next to nothing
    }

    [Fact]
    public void Rho_held_on_other_rows_is_told_where_it_is_more_than_chance()
    {
        var held = Options with { Sparsity = new HeldOptions() };
        var (near, far) = (Judged(explainedVariance: 0.9, dead: 0, activation: 0.05), Judged(explainedVariance: 0.9, dead: 0, activation: 0.07) with { Rows = 10_000 });
        Assert.Equal("Units are 40 % off ρ on average on these rows, though it was held on those trained on: they are not of one kind. Train on rows of both.", Assert.Single(Of(held, far)));
        Assert.Contains("on the held-out rows", Assert.Single(Of(held, near, heldOut: far)), StringComparison.Ordinal);
        Assert.Empty(Of(held, far with { Rows = 100 }));
        Assert.Empty(Of(held, near, heldOut: near));
    }

    [Fact]
    public void Units_of_little_use_are_told_where_they_are_many()
    {
        var decoder = Networks.Numbers(33, 20, seed: 3, low: -1).ToMatrix<double>();
        var judged = Judged(explainedVariance: 0.9, dead: 0, activation: 0.05) with { Rows = 100, HiddenUnits = 33 };
        for (var l = 0; l < 3; l++)
            for (var j = 0; j < 20; j++) decoder[30 + l, j] = (l - 1.5) * decoder[l, j];     // two of them turned round: the same direction
        Assert.Empty(Of(Options, judged, decoder));
        IdleUnit[] idle = [new(20, IdleCause.NeverVaries), new(21, IdleCause.Twin, 1)];
        Assert.Equal("5 of 33 units are of little use (dead: 1, twins of others: 1, writing in another's direction: 3). Give fewer `HiddenUnits`, or have idle ones begin anew (`Revive`).",
            Assert.Single(Of(Options, judged with { DeadUnits = 1, IdleUnits = idle }, decoder)));
        Assert.Empty(Of(Options, judged with { Rows = 99, DeadUnits = 1, IdleUnits = idle }, decoder));
    }

    [Theory]
    [InlineData(15.3, 16, null)]                                 // 4 % short
    [InlineData(15.1, 16, "15.1 units are active on a row on average, and 16 were asked for: 90 of 100 rows have fewer pre-codes above 0. Ask for fewer (`L0`), or give more `HiddenUnits`.")]
    [InlineData(13, 40, null)]                                   // some rows have more than that: these rows are others
    [InlineData(12.7, 40, "12.7 units are active on a row on average on these rows, and 16 on those trained on: they are not of one kind. Train on rows of both.")]
    [InlineData(19.3, 40, "19.3 units are active on a row on average on these rows, and 16 on those trained on: they are not of one kind. Train on rows of both.")]
    public void L0_that_is_not_met_is_told_by_its_cause(double active, int most, string? finding) =>
        Assert.Equal(finding is null ? [] : [finding], Of(Few, JudgedFew() with { Rows = 100, RowsShort = 90, L0 = active, L0Max = most }));

    [Fact]
    public void L0_far_from_what_was_asked_on_held_out_rows_is_told()
    {
        Assert.Empty(Of(Few, JudgedFew(), heldOut: JudgedFew() with { L0 = 18 }));
        Assert.StartsWith("20 units are active on a row on average on the held-out rows, and 16 on those", Assert.Single(Of(Few, JudgedFew(), heldOut: JudgedFew() with { L0 = 20 })), StringComparison.Ordinal);
        Assert.EndsWith("Give more rows, fewer `HiddenUnits` or a smaller `L0`.", Assert.Single(Of(Few, JudgedFew(), heldOut: JudgedFew() with { ExplainedVariance = 0.6 })), StringComparison.Ordinal);
    }

    [Fact]
    public void Units_that_share_directions_are_told()
    {
        Assert.Empty(Of(Few, JudgedFew()));
        Assert.Equal("Units share directions: the largest |cosine| of a unit's decoder row with another's is 0.9 on average. Give fewer `HiddenUnits`, or a larger `L0`.", Assert.Single(Of(Few, JudgedFew() with { DecoderSimilarities = [0.85, 0.95] })));
    }

    // Rows of 5 of 512 directions: of 1,024 units half have nothing to do, and that is as it should be.
    [Fact]
    public void Dead_units_are_no_fault_where_most_codes_are_0_and_nothing_is_said_of_what_other_codes_are_judged_by()
    {
        Assert.Empty(Of(Few, JudgedFew() with { HiddenUnits = 1024, DeadUnits = 512, IdleUnits = [.. Enumerable.Range(0, 512).Select(l => new IdleUnit(l, IdleCause.StuckAtZero))] }));
        Assert.StartsWith("None of the model's 1024 units carries anything", Assert.Single(Of(Few, JudgedFew() with { HiddenUnits = 1024, DeadUnits = 1024, L0 = 0 })), StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_of_known_directions_with_twice_as_many_units_have_dead_units_and_no_finding()
    {
        var (directions, numbers, random) = (Networks.Numbers(16, 24, seed: 3, low: -1), new double[2000, 24], new RandomNumbers(7, 1));
        for (var r = 0; r < 2000; r++)
            for (var part = 0; part < 3; part++)
            {
                var (which, weight) = ((int)(16 * random.NextDouble()), 0.5 + random.NextDouble());
                for (var j = 0; j < 24; j++) numbers[r, j] += weight * directions[which, j];
            }
        var rows = Rows.From(numbers.ToMatrix<double>());
        var model = rows.Learn(TrainingOptions.For(new TopKOptions { L0 = 3 }, 64) with { Optimizer = new AdamOptions { Epochs = 40, Batch = 100, LearningRate = 0.003 } });
        var findings = model.Findings(model.Judge(rows), cancellation: TestContext.Current.CancellationToken);
        Assert.DoesNotContain(findings, finding => finding.Contains("active on no row", StringComparison.Ordinal) || finding.StartsWith("Units hum", StringComparison.Ordinal) || finding.Contains('ρ', StringComparison.Ordinal));
    }

    [Fact]
    public void Units_that_nothing_let_learn_are_told_where_they_are_many()
    {
        var numbers = Networks.Numbers(300, 8, seed: 5, low: -1);
        for (var r = 0; r < 300; r++)
            for (var j = 1; j < 8; j++) numbers[r, j] *= 0.01;                                  // as good as one direction
        var rows = Rows.From(numbers.ToMatrix<double>());
        var options = TrainingOptions.For(new TopKOptions { L0 = 1, Aux = 0 }, 40) with { Optimizer = new AdamOptions { Epochs = 8, Batch = 50 } };
        var model = rows.Learn(options);
        var judged = model.Judge(rows);
        Assert.InRange(judged.DeadUnits, 6, 39);
        Assert.Contains($"{judged.DeadUnits} of 40 units are active on no row, and nothing let them learn. Give a larger `Aux`, more `Epochs` or fewer `HiddenUnits`.", model.Findings(judged, cancellation: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Runs_that_end_while_they_still_improve_are_told()
    {
        var rows = Rows.From(Networks.Numbers(100, 8, seed: 5, low: -1).ToMatrix<double>());
        Assert.Matches(@"^Training ended while the objective still fell: the last tenth of the run brought \d+(\.\d+)? % of what it fell by in all\. Train longer \(`Epochs`\)\.$", Learn(rows, Steps(6, 0.05)).Findings[^1]);
        Assert.Matches(@"Train longer \(`Iterations`\)\.$", Learn(rows, Options with { Optimizer = new LbfgsOptions { Iterations = 4 } }).Findings[^1]);
        Assert.DoesNotContain(Learn(rows, Steps(300, 0.01)).Findings, finding => finding.StartsWith("Training ended", StringComparison.Ordinal));
        Assert.DoesNotContain(Learn(rows, Steps(2, 0.05)).Findings, finding => finding.StartsWith("Training ended", StringComparison.Ordinal));           // too short to tell

        static TrainingOptions Steps(int epochs, double rate) => Options with { Optimizer = new AdamOptions { Epochs = epochs, Batch = 20, LearningRate = rate } };
    }

    [Fact]
    public void What_a_falling_rate_brings_is_no_sign_that_a_run_was_too_short()
    {
        // A loss that is still for 16 of 20 epochs, and falls with the rate; and one that falls all along.
        Assert.Empty(Findings.OfModel(Few, JudgedFew(), run: At(epoch => epoch == 1 ? 2 : epoch <= 16 ? 1 : 1 - 0.05 * (epoch - 16)), cancellation: TestContext.Current.CancellationToken));
        Assert.Equal("Training ended while the objective still fell: the last tenth of the run at full rate brought 10.7 % of what it fell by in all. Train longer (`Epochs`).", Assert.Single(Findings.OfModel(Few, JudgedFew(), run: At(epoch => 2 - 0.05 * epoch), cancellation: TestContext.Current.CancellationToken)));

        static TrainingRun At(Func<int, double> loss) => new(null!)
        {
            History = [.. Enumerable.Range(1, 20).Select(epoch => TrainingProgress.Before(20) with { Done = epoch, Complete = true, LossReconstruction = loss(epoch) })],
            TrainingRows = null!,
            ValidationRows = null,
            Epochs = 20,
            Iterations = null,
            Evaluations = null,
            Seconds = 1,
            RowsPerSecond = 1,
            Constraint = null,
            IdleUnits = [],
            Revivals = [],
            Retreats = 0,
            StoppedEarly = null,
        };
    }

    [Fact]
    public void At_most_three_are_told_the_worst_first()
    {
        var judged = Judged(explainedVariance: 0.5, dead: 0, activation: 0.5) with
        {
            Rows = 1000,
            Contrasts = [0.01, 0.01, 0.01, 0.01],
            L0 = 2,
            Summary = new("float64", -1, 1, true, 1, 9, null) { Sample = (PlaneRows(), new double[5]) },
        };
        var findings = Of(Options, judged, heldOut: judged with { ExplainedVariance = 0.1 });
        Assert.Equal(["1 of", "2 pr", "Unit"], findings.Select(finding => finding[..4]));
        Assert.StartsWith("Units hum", findings[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Objective_that_is_no_number_before_the_first_step_is_refused_with_a_way_out()
    {
        var rows = Rows.From([[1e300, 0], [0, 1e300]]);
        var message = Assert.Throws<SparseAutoencoders.TrainingException>(() => rows.Learn(Options with { Precision = Precision.Double })).Message;
        Assert.Equal("rows in memory: the objective is Infinity before the first step, for the numbers are too large. Scale the rows (`MinMaxScaling`).", message);
    }

    private static IReadOnlyList<string> Of(TrainingOptions options, Evaluation evaluation, Matrix<double>? decoder = null, Evaluation? heldOut = null) =>
        Findings.OfModel(options, evaluation, decoder, heldOut, run: null, TestContext.Current.CancellationToken);

    private static (IReadOnlyList<string> Notices, IReadOnlyList<string> Findings, SparseAutoencoder Model) Learn(IRows rows, TrainingOptions options)
    {
        var listener = new Listener();
        var model = rows.Learn(options, listener);
        return ([.. listener.Told.Select(word => word.Notice).OfType<string>()], model.Findings(model.Judge(rows), cancellation: TestContext.Current.CancellationToken), model);
    }

    /// <summary>100 rows in a plane through 0.</summary>
    private static Matrix<double> PlaneRows()
    {
        var (places, rows) = (Networks.Numbers(100, 2, seed: 7, low: -1), new Matrix<double>(100, 5));
        for (var r = 0; r < 100; r++)
            for (var j = 0; j < 5; j++) rows[r, j] = places[r, 0] * (j + 1) + places[r, 1] * (j % 2);
        return rows;
    }

    private static Evaluation Judged(double explainedVariance, int dead, double activation) => new()
    {
        Rows = 10,
        Inputs = 3,
        HiddenUnits = 4,
        Sparsity = new KlOptions(),
        SparsityFigures = [Math.Abs(activation - 0.05) / 0.05, Math.Abs(activation - 0.05) / 0.05],
        LossSparsity = 0,
        LossReconstruction = 1,
        LossWeightDecay = 0,
        Penalty = 0,
        MeanActivations = [activation, activation, activation, activation],
        L0 = 0,
        Contrasts = [0.3, 0.3, 0.3, 0.3],
        ExplainedVariance = explainedVariance,
        DeadUnits = dead,
        LifetimeSparseness = 0,
        PopulationSparseness = 0,
        ActivationHistogram = [],
        Seconds = 1,
    };

    private static TrainingOptions Few => TrainingOptions.For(new BatchTopKOptions { L0 = 16 }, 64);

    private static Evaluation JudgedFew() => Judged(explainedVariance: 0.9, dead: 0, activation: 0.02) with
    {
        Rows = 1000,
        Inputs = 784,
        HiddenUnits = 64,
        Sparsity = Few.Sparsity,
        SparsityFigures = [16, 0.5],
        L0 = 16,
        L0Min = 2,
        L0Max = 40,
        Contrasts = new double[64],
        DecoderSimilarities = [0.3, 0.5],
    };

    /// <summary>Rows of bytes, from 0 to the greatest, as value/255.</summary>
    private sealed class Bytes(int greatest) : IRows
    {
        public string Name => "bytes in memory";

        public int Count => 40;

        public int Width => 3;

        public string NumberType => "uint8";

        public ImageShape? Image => null;

        public IReadOnlyList<string>? Columns => null;

        public void Read<T>(int first, Span<T> destination) where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
        {
            for (var i = 0; i < destination.Length; i++) destination[i] = T.CreateTruncating((first * 3 + i) % 7 % 2 * greatest) / T.CreateTruncating(255);
        }

        public void Dispose() { }
    }
}
