using Microsoft.ML;
using SparseAutoencoders.MLNet;

namespace SparseAutoencoders.Interop.Tests.MLNet;

public sealed class MLNetPageTests
{
    [Fact]
    public void Example_runs()
    {
        using var folder = new TestFolder();
        var (context, path) = (new MLContext(seed: 1), folder["pipeline.zip"]);
        var log = new List<string>();
        context.Log += (_, message) => log.Add(message.Message);
        var garments = Garment.First(200);
        var data = context.Data.LoadFromEnumerable(garments);

        // begins
        var options = new SparseAutoencoderEstimator.Options
        {
            Training = new TrainingOptions { HiddenUnits = 16, Optimizer = new AdamOptions { Epochs = 10, Batch = 50 } },
            ScoreColumnName = "Unusual",                     // how badly a row is given back; leave it out for codes alone
            Log = context,                                   // progress, in MLContext.Log
        };
        var pipeline = context.Transforms.Conversion.MapValueToKey("Label", "Class")
            .Append(context.Transforms.SparseAutoencoder("Codes", "Features", options))
            .AppendCacheCheckpoint(context)
            .Append(context.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Label", "Codes"));

        ITransformer model = pipeline.Fit(data);
        context.Model.Save(model, data.Schema, path);
        ITransformer again = context.Model.Load(path, out _);
        // ends

        Assert.Contains(log, line => line.Contains("10/10: loss", StringComparison.Ordinal));
        var (here, there) = (context.Model.CreatePredictionEngine<Garment, GarmentCodes>(model), context.Model.CreatePredictionEngine<Garment, GarmentCodes>(again));
        Assert.Equal(here.Predict(garments[3]).Codes, there.Predict(garments[3]).Codes);
    }

    [Fact]
    public void Example_stands_on_the_page() => SampleText.StandsIn("docs/mlnet.md", "MLNet/MLNetPageTests.cs");

    [Fact]
    public void Line_for_codes_of_few_units_runs_and_stands_on_the_page()
    {
        var context = new MLContext(seed: 1);
        var estimator = context.Transforms.SparseAutoencoder("Codes", "Features", new TopKOptions { L0 = 4 }, hiddenUnits: 16);
        using var transformer = estimator.Fit(context.Data.LoadFromEnumerable(Garment.First(50)));
        Assert.Equal(16, transformer.Model.HiddenUnits);
        Assert.Contains("context.Transforms.SparseAutoencoder(\"Codes\", \"Features\", new TopKOptions { L0 = 4 }, hiddenUnits: 16)",
            File.ReadAllText(RepositoryRoot.File("docs/mlnet.md")), StringComparison.Ordinal);
    }
}
