using SparseAutoencoders.Tests.Data;

namespace SparseAutoencoders.Tests.Training;

/// <summary>Training of the mechanisms by which few codes are not 0, and what its models do.</summary>
public sealed class FewCodesTrainingTests : IDisposable
{
    private const int Units = 24, Inputs = 12;

    private static readonly IRows Rows = Samples.Rows(600, Inputs);

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Mechanisms => [.. Named];

    public static MatrixTheoryData<string, Precision> Kinds => new(Named, [Precision.Single, Precision.Double]);

    private static readonly string[] Named = ["topk", "batch-topk", "jumprelu", "l1", "gated"];

    private static L0Options Sparsity(string mechanism) => (L0Options)Choices.BuiltIn.Sparsities.Single(choice => choice.Name == mechanism).Create() with { L0 = 3 };

    private static TrainingOptions Options(string mechanism, int units = Units) => Options(Sparsity(mechanism), units);

    private static TrainingOptions Options(L0Options sparsity, int units = Units) =>
        TrainingOptions.For(sparsity, units, new AdamOptions { Epochs = 8, Batch = 50, LearningRate = 0.01 });

    [Theory, MemberData(nameof(Kinds))]
    public void L0_of_the_saved_model_on_its_training_rows_is_what_was_asked(string mechanism, Precision precision)
    {
        foreach (var asked in mechanism == "topk" ? new[] { 3.0 } : [3, 4.5, 0.25])
        {
            foreach (var takesOff in new[] { true, false })
            {
                Rows.Learn(Options(Sparsity(mechanism) with { L0 = asked, SubtractDecoderBias = takesOff }) with { Precision = precision }).Save(_folder["m"]);
                var judged = SparseAutoencoder.Load(_folder["m"]).Judge(Rows);
                Assert.Equal(asked, judged["l0_asked"]);
                Assert.InRange(judged.L0, mechanism == "topk" ? 0.9 * asked : asked - 0.0001, asked + 0.0001);
                Assert.Equal(judged.L0, judged["l0"]);
                Assert.Equal(judged.L0, judged.Densities.Sum(), 1e-9);
                Assert.True(judged.L0Min <= judged.L0 && judged.L0 <= judged.L0Max && (mechanism != "topk" || judged.L0Max <= asked));
            }
        }
    }

    [Theory, MemberData(nameof(Mechanisms))]
    public void L0_that_rows_cannot_have_is_what_is_above_0(string mechanism)
    {
        var judged = Rows.Learn(Options(Sparsity(mechanism) with { L0 = Units })).Judge(Rows);
        Assert.InRange(judged.L0, 1, Units - 0.01);
    }

    // Less than one code a batch: a batch has one all the same, and in use there is the one that was asked for.
    [Theory, InlineData("batch-topk"), InlineData("jumprelu")]
    public void L0_of_less_than_one_code_a_batch_is_met_too(string mechanism)
    {
        var judged = Rows.Learn(Options(Sparsity(mechanism) with { L0 = 1.0 / 600 })).Judge(Rows);
        Assert.Equal(1.0 / 600, judged.L0, 1e-12);
    }

    [Theory, MemberData(nameof(Mechanisms))]
    public void Rows_are_rebuilt_with_few_codes(string mechanism)
    {
        var model = Rows.Learn(Options(mechanism) with { Optimizer = new AdamOptions { Epochs = 40, Batch = 50, LearningRate = 0.01, Schedule = Schedule.Trapezoid } });
        var judged = model.Judge(Rows);
        Assert.InRange(judged.ExplainedVariance, mechanism == "l1" ? 0.65 : 0.85, 1);
        Assert.InRange(judged.Shrinkage, mechanism == "l1" ? 0.6 : 0.8, 1.05);       // l1 shrinks codes
        Assert.Equal(0, judged.LossAuxiliary);
        Assert.Equal(judged.L0, model.Run!.History[^1].SparsityFigures[0], mechanism is "topk" ? 0.2 : 1.0);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Any_number_of_threads_gives_the_same_bits(string mechanism, Precision precision)
    {
        var options = Options(Sparsity(mechanism) with { Prefixes = [5, 11] }) with { Precision = precision, Validation = 0.1 };
        var expected = Rows.Learn(options with { Threads = 1 }).Fingerprint(Rows);
        foreach (var threads in new[] { 2, 3 }) Assert.Equal(expected, Rows.Learn(options with { Threads = threads }).Fingerprint(Rows));
        Assert.NotEqual(expected, Rows.Learn(options with { Seed = 2 }).Fingerprint(Rows));
    }

    // Batches of 4 and 150 of them an epoch: after an epoch AuxK has units to look after, and states of the controller and of silent units are handed on.
    [Theory, MemberData(nameof(Mechanisms))]
    public void Resumed_equals_never_stopped_to_the_bit(string mechanism)
    {
        var options = Options(Sparsity(mechanism) with { L0 = 1, Prefixes = [9] }, units: 40) with { Optimizer = new AdamOptions { Epochs = 4, Batch = 4, LearningRate = 0.01 } };
        var never = Rows.Learn(options);
        var (model, stops) = StoppedRun.Of(Rows, options, _folder["run"]);
        Assert.True(stops > 3);
        Assert.Equal(never.Fingerprint(Rows), model.Fingerprint(Rows));
        Assert.Equal(never.Run!.History.Select(told => (told.Done, told.LossTotal, told.SparsityFigures[0])), model.Run!.History.Select(told => (told.Done, told.LossTotal, told.SparsityFigures[0])));
    }

    // The pool of buffers gives the sparse codes of other rows back: they must not be taken for those of these.
    [Theory, MemberData(nameof(Kinds))]
    public void Codes_read_without_zeros_are_the_dense_ones_to_the_bit_for_one_row_and_many(string mechanism, Precision precision)
    {
        var model = Rows.Learn(Options(mechanism) with { Precision = precision });
        if (precision == Precision.Single) Check<float>(model);
        else Check<double>(model);
    }

    private static void Check<T>(SparseAutoencoder model) where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        var outputs = model.Reconstruct(Rows).ToMatrix<T>();
        var encoded = Assert.IsType<ISparseRows>(model.Encode(Rows), exactMatch: false);
        var (dense, sparse, filled) = (encoded.ToMatrix<T>(), new SparseCodes<T>(), new Matrix<T>(Rows.Count, Units));
        encoded.ReadSparse(0, Rows.Count, sparse);
        sparse.Fill(filled);
        Assert.Equal(dense.All, filled.All);
        Assert.DoesNotContain(T.Zero, sparse.Values.ToArray());
        Assert.Equal(dense.All.ToArray().Count(code => code != T.Zero), sparse.Count);
        var numbers = Rows.ToMatrix<T>();
        foreach (var row in new[] { 0, 7, 599 })
        {
            encoded.ReadSparse(row, 1, sparse);
            Assert.Equal(dense.Row(row).ToArray().Where(code => code != T.Zero), sparse.Values.ToArray());
            Assert.Equal(dense.Row(row).ToArray(), model.Encode(numbers.Row(row).ToArray()));
        }
        Assert.Equal(outputs.All, model.Reconstruct(Rows).ToMatrix<T>().All);
        Assert.Equal(outputs.All, model.Decode(model.Encode(Rows)).ToMatrix<T>().All);
        Assert.Throws<ArgumentOutOfRangeException>(() => encoded.ReadSparse(599, 2, sparse));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Saved_and_loaded_it_is_the_same_model_and_its_thresholds_are_in_the_file(string mechanism, Precision precision)
    {
        var model = Rows.Learn(Options(mechanism) with { Precision = precision });
        model.Save(_folder["m"]);
        var loaded = SparseAutoencoder.Load(_folder["m"]);
        Assert.Equal(model.Fingerprint(Rows), loaded.Fingerprint(Rows));
        Assert.Equal(model.Options, loaded.Options);
        loaded.Save(_folder["again"]);
        Assert.Equal(File.ReadAllBytes(_folder["m"]), File.ReadAllBytes(_folder["again"]));
        using var file = SafetensorsFile.Open(_folder["m"]);
        Assert.Equal("sparse-autoencoders/2", file.Metadata["format"]);
        string[] own = mechanism switch { "topk" => [], "gated" => ["gate.bias", "gate.scale", "penalty.weight"], "l1" => ["threshold", "penalty.weight"], _ => ["threshold"] };
        Assert.Equal(["encoder.weight", "encoder.bias", "W_dec", "b_dec", .. own, "input.shift", "input.scale"], file.Tensors.Select(tensor => tensor.Name));
        if (own is ["threshold", ..]) Assert.All(loaded.Parameter("threshold").All.ToArray(), threshold => Assert.True(threshold > 0));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Decoder_rows_that_are_saved_have_length_1_unless_they_are_free(string mechanism, Precision precision)
    {
        foreach (var norm in new[] { DecoderNorm.Unit, DecoderNorm.Free })
        {
            Rows.Learn(Options(Sparsity(mechanism) with { DecoderNorm = norm }) with { Precision = precision, WeightDecay = 0.001 }).Save(_folder["m"]);
            var decoder = SparseAutoencoder.Load(_folder["m"]).DecoderWeights;
            double[] lengths = [.. Enumerable.Range(0, Units).Select(l => Math.Sqrt(Reductions.SquaredNorm<double>(decoder.Row(l))))];
            var off = lengths.Max(length => Math.Abs(length - 1));
            Assert.True(norm == DecoderNorm.Unit ? off < (precision == Precision.Single ? 1e-7 : 1e-15) : off > 1e-3, $"{off}");
        }
    }

    [Theory, MemberData(nameof(Mechanisms))]
    public void Numbers_that_run_away_are_refused_with_a_way_out(string mechanism)
    {
        var options = Options(mechanism) with { Optimizer = new SgdOptions { LearningRate = 1e15, Epochs = 5, Batch = 50 } };
        Assert.Contains("`LearningRate`", Assert.Throws<TrainingException>(() => Rows.Learn(options)).Message, StringComparison.Ordinal);
        var infinite = Options(mechanism) with { Optimizer = new AdamOptions { LearningRate = 1e300, Epochs = 1, Batch = 600, Schedule = Schedule.Constant } };
        Assert.Contains("`LearningRate`", Assert.Throws<TrainingException>(() => Rows.Learn(infinite)).Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Mechanisms))]
    public void Numbers_that_run_away_a_little_go_back_and_end_well(string mechanism)
    {
        var model = Rows.Learn(Options(mechanism) with { Optimizer = new SgdOptions { LearningRate = 300, Epochs = 6, Batch = 50 } });
        Assert.InRange(model.Run!.Retreats, 1, 6);
        Assert.InRange(model.Judge(Rows).LossReconstruction, 0, 3);
    }

    [Theory, MemberData(nameof(Mechanisms))]
    public void Units_that_are_active_on_no_row_begin_anew_where_that_is_asked_for(string mechanism)
    {
        var options = Options(Sparsity(mechanism) with { L0 = 1, Aux = 0 }, units: 60) with { Revive = true };
        var model = Rows.Learn(options with { Threads = 1 });
        var run = model.Run!;
        // relu and gates are open in training to more than the level lets through.
        if (mechanism is not ("l1" or "gated")) Assert.NotEmpty(run.Revivals);
        Assert.All(run.Revivals, revival => Assert.Equal(IdleCause.StuckAtZero, revival.Cause));
        Assert.Equal(model.Fingerprint(Rows), Rows.Learn(options with { Threads = 3 }).Fingerprint(Rows));
        var judged = model.Judge(Rows);
        Assert.Equal(judged.IdleUnits, run.IdleUnits);
        Assert.Equal(judged.DeadUnits, judged.IdleUnits.Count);
        Assert.Equal(judged.DeadUnits, judged.Densities.Count(density => density == 0));
    }

    [Theory, MemberData(nameof(Mechanisms))]
    public void A_step_lowers_the_objective_and_allocates_nothing_once_warm(string mechanism)
    {
        using var workers = new Workers(2);
        var sparsity = (L0Options)(Sparsity(mechanism) with { Prefixes = [8] }).Completed(40);
        var objective = new ObjectiveOptions(sparsity, new SquaredErrorOptions(), OutputFunction.Linear, 0);
        var parameters = objective.CreateParameters<float>(90, 40, tied: false);
        sparsity.Initialize(parameters, new RandomNumbers(1, 1));
        var step = new MiniBatchStep<float>(new Network<float>(parameters, objective, workers), new AdamOptions().Create<float>(parameters.Numbers.Columns, workers), 70, workers);
        step.Begin(Samples.Rows(70, 90).ToMatrix<float>());
        var first = step.Run(1e-3).Total;
        var last = first;
        for (var i = 0; i < 60; i++) last = step.Run(1e-3).Total;
        Assert.True(last < first, $"{first} to {last}");
        Assert.InRange(Allocations.OfTenCalls(() => step.Run(1e-5)), 0, 10 * 2048);
    }
}
