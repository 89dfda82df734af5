using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Onnx;
using SparseAutoencoders.MLNet;

namespace SparseAutoencoders.Interop.Tests.MLNet;

public sealed class SparseAutoencoderEstimatorTests
{
    private static readonly Garment[] Garments = Garment.First(400);

    private readonly MLContext _context = new(seed: 1);

    private IDataView Data => _context.Data.LoadFromEnumerable(Garments);

    [Theory]
    [InlineData(Precision.Single, OutputFunction.Sigmoid)]
    [InlineData(Precision.Double, OutputFunction.Linear)]
    public void Columns_are_the_models_codes_and_errors(Precision precision, OutputFunction decoder)
    {
        using var transformer = Estimator(Small with { Precision = precision, Decoder = decoder }).Fit(Data);
        var output = transformer.Transform(Data);
        Assert.Equal(output.Schema.Select(column => (column.Name, column.Type)), transformer.GetOutputSchema(Data.Schema).Select(column => (column.Name, column.Type)));
        var rows = SampleImages.First(Garments.Length);
        Close(transformer.Model.Encode(rows).ToMatrix<float>().All.ToArray(), [.. output.GetColumn<float[]>("Codes").SelectMany(codes => codes)], 1e-5f);
        var scores = transformer.Model.Score(rows).ToMatrix<float>();
        Close([.. Enumerable.Range(0, rows.Count).Select(r => scores[r, 0])], [.. output.GetColumn<float[]>("Unusual").Select(score => score.Single())], 1e-3f);
    }

    [Fact]
    public void Model_is_the_one_that_the_library_learns()
    {
        using var transformer = Estimator(Small).Fit(Data);
        var model = SparseAutoencoder.Train(SampleImages.First(Garments.Length), Small, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(model.EncoderWeights.All.ToArray(), transformer.Model.EncoderWeights.All.ToArray());
    }

    [Fact]
    public void Pipeline_with_a_stock_classifier_is_cross_validated_and_better_than_chance()
    {
        var pipeline = _context.Transforms.Conversion.MapValueToKey("Label", nameof(Garment.Class))
            .Append(_context.Transforms.SparseAutoencoder("Codes", "Features", new SparseAutoencoderEstimator.Options { Training = Small }))
            .AppendCacheCheckpoint(_context)
            .Append(_context.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Label", "Codes", l2Regularization: 0.01f));
        var folds = _context.MulticlassClassification.CrossValidate(Data, pipeline, numberOfFolds: 2, labelColumnName: "Label");
        Assert.All(folds, fold => Assert.InRange(fold.Metrics.MicroAccuracy, 0.3, 1));       // chance is 0.1
    }

    [Fact]
    public void Saved_pipeline_is_of_stock_parts_and_gives_the_same_bits()
    {
        using var folder = new TestFolder();
        var pipeline = _context.Transforms.CopyColumns("Copy", "Features").Append(_context.Transforms.SparseAutoencoder("Codes", "Copy", Options(Small)));
        var chain = pipeline.Fit(Data);
        _context.Model.Save(chain, Data.Schema, folder["pipeline.zip"]);

        var other = new MLContext();
        var loaded = other.Model.Load(folder["pipeline.zip"], out _);
        Assert.IsType<OnnxTransformer>(((IEnumerable<ITransformer>)loaded).Last());
        foreach (var column in (string[])["Codes", "Unusual"])
            Assert.Equal(chain.Transform(Data).GetColumn<float[]>(column), loaded.Transform(Data).GetColumn<float[]>(column));
        var here = _context.Model.CreatePredictionEngine<Garment, GarmentCodes>(chain).Predict(Garments[7]);
        var there = other.Model.CreatePredictionEngine<Garment, GarmentCodes>(loaded).Predict(Garments[7]);
        Assert.Equal((16, 1), (here.Codes.Length, here.Unusual.Length));
        Assert.Equal([.. here.Codes, .. here.Unusual], [.. there.Codes, .. there.Unusual]);
    }

    [Theory, InlineData("topk"), InlineData("batch-topk"), InlineData("jumprelu"), InlineData("l1"), InlineData("gated")]
    public void Codes_of_few_units_are_the_models_and_a_saved_pipeline_gives_the_same_bits(string mechanism)
    {
        using var folder = new TestFolder();
        var log = new List<string>();
        _context.Log += (_, message) => log.Add(message.Message);
        var training = TrainingOptions.For((L0Options)Choices.BuiltIn.Sparsities.Single(choice => choice.Name == mechanism).Create() with { L0 = 4 }, 16);
        training = training with { Optimizer = (AdamOptions)training.Optimizer with { Epochs = 3, Batch = 20 } };
        var estimator = Estimator(new SparseAutoencoderEstimator.Options { Training = training, ScoreColumnName = "Unusual", Log = _context });
        using var transformer = estimator.Fit(Data);
        var codes = transformer.Transform(Data).GetColumn<float[]>("Codes").SelectMany(row => row).ToArray();
        var ours = transformer.Model.Encode(SampleImages.First(Garments.Length)).ToMatrix<float>().All.ToArray();
        // Rounding decides where two pre-codes, or one and a threshold, are as good as equal.
        Assert.InRange(ours.Zip(codes).Count(pair => Math.Abs(pair.First - pair.Second) > 1e-4f), 0, 4);
        Assert.InRange(codes.Count(code => code > 0), 1, codes.Length / 2);
        Assert.Contains(log, line => line.Contains("3/3: loss ", StringComparison.Ordinal) && line.Contains(", L0 ", StringComparison.Ordinal));

        _context.Model.Save(transformer, Data.Schema, folder["pipeline.zip"]);
        var loaded = new MLContext().Model.Load(folder["pipeline.zip"], out _);
        Assert.Equal(codes, loaded.Transform(Data).GetColumn<float[]>("Codes").SelectMany(row => row));
    }

    [Fact]
    public void Mechanism_of_ones_own_choice_brings_what_goes_well_with_it()
    {
        var data = _context.Data.LoadFromEnumerable(Garments[..100]);
        using var transformer = _context.Transforms.SparseAutoencoder("Codes", "Features", new TopKOptions { L0 = 4 }, hiddenUnits: 16).Fit(data);
        Assert.Equal(TrainingOptions.For(new TopKOptions { L0 = 4 }, 16), transformer.Model.Options with { Image = null });
        Assert.All(transformer.Transform(data).GetColumn<float[]>("Codes"), codes => Assert.InRange(codes.Count(code => code > 0), 0, 4));
    }

    [Fact]
    public void Progress_is_in_the_log_and_told_to_the_listener()
    {
        var log = new List<string>();
        _context.Log += (_, message) => { if (message.Source.StartsWith("SparseAutoencoder", StringComparison.Ordinal)) log.Add(message.Message); };
        var told = new Listener();
        Estimator(new SparseAutoencoderEstimator.Options { Training = Small, Log = _context, Progress = told }).Fit(Data).Dispose();
        Assert.Contains(log, line => line.Contains("training on 400 rows of 784 features", StringComparison.Ordinal));
        Assert.Contains(log, line => line.Contains("3/3: loss ", StringComparison.Ordinal));
        Assert.Equal(3, told.Done);
    }

    [Fact]
    public void Column_is_read_once_and_its_slots_name_the_inputs()
    {
        var passes = 0;
        IEnumerable<Cell> Cells()
        {
            passes++;
            for (var i = 0; i < 300; i++) yield return new Cell { Height = i % 7, Width = i % 11 };
        }
        var data = _context.Transforms.Concatenate("Features", "Height", "Width").Fit(_context.Data.LoadFromEnumerable(Array.Empty<Cell>())).Transform(_context.Data.LoadFromEnumerable(Cells()));
        using var transformer = Estimator(Small with { Scaling = new MinMaxScaling() }).Fit(data);
        Assert.Equal((1, 300), (passes, transformer.Model.TrainedRows));
        Assert.Equal(["Height", "Width"], transformer.Model.InputNames!);
    }

    [Theory]
    [InlineData("Missing", "no such column")]
    [InlineData("Number", "of type Single")]
    [InlineData("Doubles", "Vector<Double, 2>")]
    [InlineData("Unknown", "Vector<Single>")]
    public void Columns_that_are_no_features_are_refused(string column, string finding)
    {
        var data = _context.Data.LoadFromEnumerable([new Odd()]);
        var estimator = _context.Transforms.SparseAutoencoder("Codes", column);
        var message = Assert.Throws<ArgumentException>(() => estimator.Fit(data)).Message;
        Assert.StartsWith($"column '{column}': ", message, StringComparison.Ordinal);
        Assert.Contains(finding, message, StringComparison.Ordinal);
        var chain = _context.Transforms.CopyColumns("Number2", "Number").Append(estimator);      // asks for shapes before there are data
        Assert.StartsWith($"column '{column}': ", Assert.Throws<ArgumentException>(() => chain.Fit(data)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_are_given_twice_are_refused()
    {
        Assert.Throws<ArgumentException>(() => _context.Transforms.SparseAutoencoder("Features", "Features"));
        Assert.Throws<ArgumentException>(() => _context.Transforms.SparseAutoencoder("Codes", "Features", new SparseAutoencoderEstimator.Options { ScoreColumnName = "Codes" }));
        Assert.Throws<ArgumentException>(() => _context.Transforms.SparseAutoencoder("encoder.weight", "Features", Options(Small)).Fit(Data));
    }

    [Fact]
    public void Rows_that_cannot_be_learned_from_are_refused_with_their_place()
    {
        var garments = Garment.First(20);
        garments[13].Features[5] = float.NaN;
        Assert.StartsWith("column 'Features', row 14, column 6", Assert.Throws<InvalidDataException>(() => Estimator(Small).Fit(_context.Data.LoadFromEnumerable(garments))).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => Estimator(Small).Fit(_context.Data.LoadFromEnumerable(Array.Empty<Garment>())));
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Transforms.SparseAutoencoder("Codes", "Features", hiddenUnits: 0));
    }

    [Fact]
    public void Filling_where_nothing_is_missing_is_said_and_empty_cells_are_missing_only_where_the_loader_is_told()
    {
        using var folder = new TestFolder();
        var path = folder.Add("readings.csv", "a,b,c\n1,2,3\n,4,5\n3,,1\n2,3,1\n"u8);
        var log = new List<string>();
        _context.Log += (_, message) => { if (message.Kind == Microsoft.ML.Runtime.ChannelMessageKind.Warning) log.Add(message.Message); };
        SparseAutoencoderTransformer Fit(bool told) => Estimator(new SparseAutoencoderEstimator.Options
        {
            Training = Small with { Impute = Imputation.Mean, Scaling = new MinMaxScaling() },
            Log = _context,
        }).Fit(_context.Data.LoadFromTextFile(path, new TextLoader.Options
        {
            Columns = [new TextLoader.Column("Features", DataKind.Single, 0, 2)],
            Separators = [','],
            HasHeader = true,
            MissingRealsAsNaNs = told,
        }));

        using (var asZeros = Fit(told: false))
        {
            Assert.Equal([6 / 4.0, 9 / 4.0, 10 / 4.0], asZeros.Model.InputFill!);            // means of rows with a 0 where a cell is empty
            var note = Assert.Single(asZeros.Notes);
            Assert.StartsWith("column 'Features': `Impute` is set, and of 4 rows none has a missing value (NaN)", note, StringComparison.Ordinal);
            Assert.Contains("MissingRealsAsNaNs = true", note, StringComparison.Ordinal);
            Assert.Contains(log, line => line.EndsWith(note, StringComparison.Ordinal));
        }
        log.Clear();
        using var asGaps = Fit(told: true);
        Assert.Equal([6 / 3.0, 9 / 3.0, 10 / 4.0], asGaps.Model.InputFill!);
        Assert.Empty(asGaps.Notes);
        Assert.DoesNotContain(log, line => line.Contains("Impute", StringComparison.Ordinal));
    }

    [Fact]
    public void Training_can_be_cancelled() => Assert.Throws<OperationCanceledException>(() =>
        Estimator(new SparseAutoencoderEstimator.Options { Training = Small, Cancellation = new CancellationToken(canceled: true) }).Fit(Data));

    [Fact]
    public void Defaults_are_the_librarys() =>
        Assert.Equal((new TrainingOptions().HiddenUnits, new KlOptions().Rho), (SparseAutoencoderEstimator.Defaults.HiddenUnits, SparseAutoencoderEstimator.Defaults.Rho));

    private static TrainingOptions Small { get; } = new() { HiddenUnits = 16, Optimizer = new AdamOptions { Epochs = 3, Batch = 20 } };

    private static SparseAutoencoderEstimator.Options Options(TrainingOptions training) => new() { Training = training, ScoreColumnName = "Unusual" };

    private SparseAutoencoderEstimator Estimator(TrainingOptions training) => Estimator(Options(training));

    private SparseAutoencoderEstimator Estimator(SparseAutoencoderEstimator.Options options) => _context.Transforms.SparseAutoencoder("Codes", "Features", options);

    private static void Close(float[] expected, float[] actual, float near)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], near);
    }

    private sealed class Listener : IProgress<TrainingProgress>
    {
        public int Done { get; private set; }

        public void Report(TrainingProgress value) => Done = value.Done;
    }

    private sealed class Cell
    {
        public float Height { get; set; }

        public float Width { get; set; }
    }

    private sealed class Odd
    {
        public float Number { get; set; }

        [VectorType(2)]
        public double[] Doubles { get; set; } = [1, 2];

        public float[] Unknown { get; set; } = [1, 2];
    }
}
