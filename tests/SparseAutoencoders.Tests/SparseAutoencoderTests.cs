using SparseAutoencoders.Tests.Model;
using SparseAutoencoders.Tests.Reference;
using SparseAutoencoders.Tests.Training;

namespace SparseAutoencoders.Tests;

public sealed class SparseAutoencoderTests
{
    private static readonly TrainingOptions Options = new() { HiddenUnits = 5, Optimizer = new AdamOptions { Epochs = 2, Batch = 16 } };

    [Theory, InlineData("none"), InlineData("minmax"), InlineData("standard"), InlineData("zca")]
    public void Reconstruct_is_Decode_of_Encode_in_the_rows_own_units(string scaling)
    {
        var rows = Samples.Rows(50, 8);
        var model = rows.Learn(Options with { Decoder = OutputFunction.Linear, Scaling = Scaling(scaling) });
        var output = model.Reconstruct(rows).ToMatrix<float>();
        Assert.Equal(model.Decode(model.Encode(rows)).ToMatrix<float>().All.ToArray(), output.All.ToArray());
        Assert.Equal(model.Decode(Rows.From(model.Encode(rows).ToMatrix<double>())).ToMatrix<float>().All.ToArray(), output.All.ToArray());
        foreach (var code in model.Encode(rows).ToMatrix<float>().All) Assert.InRange(code, float.Epsilon, 1);
    }

    [Theory, InlineData(false, "none"), InlineData(false, "minmax"), InlineData(true, "none")]
    public void Score_is_each_rows_loss_and_each_inputs_share_of_it(bool crossEntropy, string scaling)
    {
        var rows = Samples.Rows(1100, 8);
        var model = rows.Learn(Options with { Precision = Precision.Double, Loss = crossEntropy ? new CrossEntropyOptions() : new SquaredErrorOptions(), Scaling = Scaling(scaling) });
        var scores = model.Score(rows);
        Assert.Equal((1100, 9, "error", "input 7"), (scores.Count, scores.Width, scores.Columns![0], scores.Columns[8]));
        var numbers = scores.ToMatrix<double>();
        var sum = 0.0;
        for (var r = 0; r < 1100; r++)
        {
            sum += numbers.Row(r)[0];
            Assert.Equal(1, numbers.Row(r)[1..].ToArray().Sum(), 1e-12);
            foreach (var share in numbers.Row(r)[1..]) Assert.InRange(share, 0, 1);
        }
        Assert.Equal(model.Judge(rows).LossReconstruction, sum / 1100, 1e-12);
        var one = model.Score(rows.Slice(1050, 1)).ToMatrix<double>();
        Assert.Equal(numbers.Row(1050).ToArray(), one.All.ToArray());
        Assert.Equal(model.Judge(rows.Slice(1050, 1)).LossReconstruction, one.All[0], 1e-12);
    }

    [Fact]
    public void Train_long_on_unscaled_large_numbers_with_scaling_gives_outputs_like_the_rows()
    {
        var numbers = Samples.Numbers(300, 8);
        for (var r = 0; r < 300; r++)
            for (var j = 0; j < 8; j++) numbers[r, j] = 5000 + 1000 * j * numbers[r, j];
        var rows = Rows.From(numbers.ToMatrix<double>());
        var model = rows.Learn(new() { HiddenUnits = 16, Decoder = OutputFunction.Linear, Scaling = new StandardScaling(), Optimizer = new LbfgsOptions { Iterations = 150 }, Precision = Precision.Double });
        var explained = ReferenceMetrics.ExplainedVariance(numbers, model.Reconstruct(rows).ToMatrix<double>().ToArray());
        Assert.InRange(explained, 0.7, 1);
        Assert.InRange(model.Judge(rows).ExplainedVariance, 0.5, 1);
    }

    [Fact]
    public void Encode_is_the_formula_of_the_documentation()
    {
        var numbers = Samples.Numbers(40, 6);
        var rows = Rows.From(numbers.ToMatrix<double>());
        var model = rows.Learn(Options with { Precision = Precision.Double });
        using var files = new Checkpoints.ModelFiles();
        model.Save(files.Path());
        using var file = SafetensorsFile.Open(files.Path());
        var (encoder, biases) = (new Matrix<double>(5, 6), new double[5]);
        file.Read<double>("encoder.weight", encoder.All);
        file.Read<double>("encoder.bias", biases);
        var expected = ReferenceObjective.Encode(new(encoder.ToArray(), biases, null, new double[6]), numbers);
        Close.To(expected, model.Encode(rows).ToMatrix<double>().ToArray(), 1e-14);
        Assert.Equal(encoder.All.ToArray(), model.EncoderWeights.All.ToArray());
    }

    [Theory, InlineData(1), InlineData(5), InlineData(1024), InlineData(1025), InlineData(2500)]
    public void Encode_rows_in_any_portion_gives_the_same_bits(int count)
    {
        var rows = Samples.Rows(2500, 4);
        var model = Samples.Rows(60, 4).Learn(Options);
        var all = model.Encode(rows).ToMatrix<float>();
        var part = new Matrix<float>(count, 5);
        var first = 2500 - count;
        model.Encode(rows).Read(first, part.All);
        Assert.Equal(all.All[(first * 5)..].ToArray(), part.All.ToArray());
        Assert.Equal(all.Row(first).ToArray(), model.Encode(rows.Slice(first, 1).ToMatrix<float>().All.ToArray()));
    }

    [Theory, InlineData("none"), InlineData("standard"), InlineData("zca")]
    public void Encode_one_row_into_memory_of_the_caller_gives_the_same_bits_and_allocates_nothing(string scaling)
    {
        var rows = Samples.Rows(40, 7);
        var model = rows.Learn(new() { HiddenUnits = 5, Optimizer = new AdamOptions { Epochs = 1 }, Scaling = Choices.BuiltIn.Scalings.Single(choice => choice.Name == scaling).Create(), Decoder = OutputFunction.Linear });
        var all = model.Encode(rows).ToMatrix<float>();
        var (row, codes, wide) = (rows.Slice(3, 1).ToMatrix<float>().All.ToArray(), new float[5], new double[5]);
        model.Encode<float>(row, codes);
        Assert.Equal(all.Row(3).ToArray(), codes);
        model.Encode<double>([.. row.Select(x => (double)x)], wide);
        Assert.Equal(codes, wide.Select(code => (float)code));
        if (scaling != "zca") Assert.Equal(0, Allocations.OfTenCalls(() => model.Encode<float>(row, codes)));
    }

    [Fact]
    public void Encode_one_row_that_cannot_be_coded_says_so()
    {
        var model = Samples.Rows(40, 7).Learn(new() { HiddenUnits = 5, Optimizer = new AdamOptions { Epochs = 1 } });
        Assert.Throws<ArgumentException>(() => model.Encode<float>(new float[7], new float[4]));
        Assert.Throws<InvalidDataException>(() => model.Encode<float>(new float[6], new float[5]));
        Assert.Contains("1.5", Assert.Throws<InvalidDataException>(() => model.Encode<float>([0, 0, 1.5f, 0, 0, 0, 0], new float[5])).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => model.Encode<float>([0, 0, float.NaN, 0, 0, 0, 0], new float[5]));
    }

    [Theory, InlineData("none", Precision.Single), InlineData("standard", Precision.Single), InlineData("zca", Precision.Single), InlineData("minmax", Precision.Double)]
    public void One_row_gives_the_same_bits_as_many(string scaling, Precision precision)
    {
        var rows = Samples.Rows(1100, 7);
        var model = rows.Learn(Options with { Scaling = Scaling(scaling), Precision = precision, Decoder = OutputFunction.Linear });
        if (precision == Precision.Single) OneEqualsMany<float>(model, rows);
        else OneEqualsMany<double>(model, rows);
    }

    [Fact]
    public void One_row_with_a_gap_is_filled_as_many_are()
    {
        var numbers = Samples.Rows(60, 4).ToMatrix<float>();
        for (var r = 0; r < 60; r += 3) numbers[r, 1] = float.NaN;
        OneEqualsMany<float>(Rows.From(numbers).Learn(Options with { Impute = Imputation.Mean, Loss = new CrossEntropyOptions() }), Rows.From(numbers));
    }

    [Fact]
    public void One_row_that_cannot_be_used_says_so()
    {
        var model = Samples.Rows(40, 7).Learn(Options);
        foreach (var use in new Action[] { () => model.Reconstruct(new float[6]), () => model.Score<float>(new float[6]), () => model.Decode(new float[6]) })
            Assert.Contains("6", Assert.Throws<InvalidDataException>(use).Message, StringComparison.Ordinal);
        foreach (var use in new Action[] { () => model.Reconstruct([0, 0, 1.5f, 0, 0, 0, 0]), () => model.Score<float>([0, 0, 1.5f, 0, 0, 0, 0]) })
            Assert.Contains("1.5", Assert.Throws<InvalidDataException>(use).Message, StringComparison.Ordinal);
        Assert.Contains("room for 6", Assert.Throws<ArgumentException>(() => model.Score<float>(new float[7], new float[6])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => model.Reconstruct<float>(null!));
    }

    private static void OneEqualsMany<T>(SparseAutoencoder model, IRows rows) where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        var (codes, outputs, scores) = (model.Encode(rows).ToMatrix<T>(), model.Reconstruct(rows).ToMatrix<T>(), model.Score(rows).ToMatrix<T>());
        foreach (var r in (int[])[0, 33, rows.Count - 1])
        {
            var row = rows.Slice(r, 1).ToMatrix<T>().All.ToArray();
            Assert.Equal(codes.Row(r).ToArray(), model.Encode(row));
            Assert.Equal(outputs.Row(r).ToArray(), model.Reconstruct(row));
            Assert.Equal(outputs.Row(r).ToArray(), model.Decode(codes.Row(r).ToArray()));
            var shares = new T[row.Length];
            Assert.Equal((scores[r, 0], scores[r, 0]), (model.Score(row), model.Score(row.AsSpan(), shares)));
            Assert.Equal(scores.Row(r)[1..].ToArray(), shares);
        }
    }

    [Fact]
    public void Encode_one_row_allocates_little_more_than_its_codes()
    {
        var model = Samples.Rows(20, 4).Learn(Options with { HiddenUnits = 10_000, Optimizer = new AdamOptions { Epochs = 1, Batch = 20 } });
        var row = Samples.Rows(1, 4).ToMatrix<float>().All.ToArray();
        var codes = model.Encode(row);                           // packs the weights
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(codes, model.Encode(row));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 40_000, 50_000);
    }

    [Fact]
    public void Encode_from_four_threads_at_once_equals_one_after_the_other()
    {
        var rows = Samples.Rows(700, 20);
        var model = rows.Learn(Options with { HiddenUnits = 30, Scaling = new ZcaScaling(), Decoder = OutputFunction.Linear });
        var (codes, output) = (model.Encode(rows).ToMatrix<float>().All.ToArray(), model.Reconstruct(rows).ToMatrix<float>().All.ToArray());
        Parallel.For(0, 40, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = TestContext.Current.CancellationToken }, i =>
        {
            if (i % 2 == 0) Assert.Equal(codes, model.Encode(rows).ToMatrix<float>().All.ToArray());
            else Assert.Equal(output, model.Reconstruct(rows).ToMatrix<float>().All.ToArray());
        });
    }

    [Fact]
    public void Rows_of_another_width_are_refused_with_both_widths()
    {
        var model = Samples.Rows(20, 6).Learn(Options);
        var (five, six) = (Samples.Rows(3, 5), Samples.Rows(3, 6));
        foreach (var use in new Action[] { () => model.Encode(five), () => model.Reconstruct(five), () => model.Judge(five), () => model.Decode(six), () => model.Encode([1f]) })
            Assert.Matches(@"rows in memory: .*\d.*(5|6)", Assert.Throws<InvalidDataException>(use).Message);
        Assert.Equal((6, 5), (model.Decode(five).Width, model.Encode(six).Width));
    }

    [Fact]
    public void Encode_numbers_no_network_can_use_are_refused()
    {
        var model = Samples.Rows(20, 2).Learn(Options);
        Assert.Throws<InvalidDataException>(() => model.Encode([0.5f, float.NaN]));
        Assert.Throws<InvalidDataException>(() => model.Encode([0.5f, 7]));                // a sigmoid decoder's model was made for [0, 1]
        Assert.Throws<InvalidDataException>(() => model.Decode(Rows.From(new[] { new float[] { 0, 0, 0, 0, float.PositiveInfinity } })).ToMatrix<float>());
    }

    [Fact]
    public void Encode_refusal_names_the_first_such_number_whichever_thread_meets_it()
    {
        var model = Samples.Rows(30, 8).Learn(Options);
        var numbers = Samples.Numbers(3_000, 8).ToMatrix<float>();
        foreach (var row in (int[])[2_999, 2_000, 1_600, 700]) numbers[row, 3] = float.NaN;
        numbers[701, 0] = 7;
        for (var i = 0; i < 5; i++)
        {
            var refusal = Assert.Throws<InvalidDataException>(() => model.Encode(Rows.From(numbers)).Read(0, new float[3_000 * 5]));
            Assert.Contains("row 701, column 4", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Theory, InlineData("none"), InlineData("minmax"), InlineData("zca")]
    public void Encode_leaves_rows_in_memory_as_they_are(string scaling)
    {
        var numbers = Samples.Numbers(200, 8).ToMatrix<float>();
        var before = numbers.All.ToArray();
        var model = Rows.From(numbers).Learn(Options with { Decoder = OutputFunction.Linear, Scaling = Scaling(scaling) });
        model.Encode(Rows.From(numbers)).Read(0, new float[200 * 5]);
        Assert.Equal(before, numbers.All.ToArray());
    }

    [Theory, InlineData(1_000), InlineData(3_000)]
    public void Encode_into_memory_that_the_rows_lie_in_is_as_into_any_other(int count)
    {
        var numbers = Samples.Numbers(count, 5).ToMatrix<float>(); // as many inputs as units
        var rows = Rows.From(numbers);
        var model = rows.Learn(Options);
        var expected = model.Encode(rows).ToMatrix<float>().All[..^5].ToArray();
        model.Encode(rows).Read(0, numbers.All[5..]);            // the code of each row over the next
        Assert.Equal(expected, numbers.All[5..].ToArray());
    }

    [Fact]
    public void Train_rows_outside_the_decoders_reach_are_refused_and_scaling_helps()
    {
        var rows = Rows.From(new[] { new[] { 0f, 4 }, [2, 1] });
        Assert.Contains("`MinMaxScaling`", Assert.Throws<InvalidDataException>(() => rows.Learn(Options)).Message, StringComparison.Ordinal);
        Assert.Contains("`MinMaxScaling`", Assert.Throws<InvalidDataException>(() => rows.Learn(Options with { Scaling = new StandardScaling() })).Message, StringComparison.Ordinal);
        rows.Learn(Options with { Scaling = new MinMaxScaling() });
        rows.Learn(Options with { Decoder = OutputFunction.Linear });
    }

    [Fact]
    public void Train_image_that_does_not_fit_is_refused() =>
        Assert.StartsWith("image: ", Assert.Throws<ArgumentException>(() => Samples.Rows(5, 6).Learn(Options with { Image = new ImageShape(2, 2) })).Message, StringComparison.Ordinal);

    [Fact]
    public void Train_keeps_the_rows_image_unless_told_another()
    {
        var rows = Rows.From(Samples.Numbers(9, 6).ToMatrix<float>(), new ImageShape(2, 3));
        Assert.Equal(new ImageShape(2, 3), rows.Learn(Options).Image);
        Assert.Equal(new ImageShape(3, 2), rows.Learn(Options with { Image = new ImageShape(3, 2) }).Image);
    }

    [Theory, InlineData(0.25, 25), InlineData(0.001, 1), InlineData(0.99, 99)]
    public void Train_validation_rows_and_training_rows_are_all_rows_apart(double share, int held)
    {
        // Each row holds its own number, so that it can be found again.
        var numbers = new float[100][];
        for (var r = 0; r < 100; r++) numbers[r] = [r / 128f, 0.5f];
        var rows = Rows.From(numbers);
        var run = rows.Learn(Options with { Validation = share }).Run!;
        var (training, validation) = (Ids(run.TrainingRows), Ids(run.ValidationRows!));
        Assert.Equal(held, validation.Length);
        Assert.Equal(Enumerable.Range(0, 100), training.Concat(validation).Order());
        Assert.Equal(validation.Order(), validation);
        Assert.Equal(validation, Ids(rows.Learn(Options with { Validation = share, Threads = 1 }).Run!.ValidationRows!));
        Assert.NotEqual(validation, Ids(rows.Learn(Options with { Validation = share, Seed = 3 }).Run!.ValidationRows!));
        for (var r = 0; r < held; r++) Assert.Equal(validation[r], run.ValidationRows!.PlaceInSource(r));

        static int[] Ids(IRows part) => [.. Enumerable.Range(0, part.Count).Select(r => (int)(part.ToMatrix<float>()[r, 0] * 128))];
    }

    [Fact]
    public void Train_scaling_is_fitted_on_the_training_rows_alone()
    {
        var rows = Samples.Rows(40, 3);
        var run = rows.Learn(Options with { Validation = 0.5, Decoder = OutputFunction.Linear, Scaling = new StandardScaling() });
        var alone = run.Run!.TrainingRows.Learn(Options with { Decoder = OutputFunction.Linear, Scaling = new StandardScaling() });
        Assert.Equal(alone.Fingerprint(rows), run.Fingerprint(rows));
    }

    [Fact]
    public void Train_without_validation_holds_nothing_out()
    {
        var run = Samples.Rows(20, 3).Learn(Options).Run!;
        Assert.Null(run.ValidationRows);
        Assert.Equal(20, run.TrainingRows.Count);
    }

    [Fact]
    public void Train_validation_that_leaves_no_rows_is_refused() =>
        Assert.StartsWith("validation: ", Assert.Throws<ArgumentException>(() => Samples.Rows(2, 3).Learn(Options with { Validation = 0.9 })).Message, StringComparison.Ordinal);

    private static ScalingOptions Scaling(string name) => Choices.BuiltIn.Scalings.Single(choice => choice.Name == name).Create();
}
