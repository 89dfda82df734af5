using Microsoft.ML;
using Microsoft.ML.Data;
using SparseAutoencoders;
using SparseAutoencoders.MLNet;

namespace Tables;

/// <summary>docs/tables.md in ML.NET.</summary>
internal static class WithMLNet
{
    public static void Run(TextWriter output)
    {
        // begins
        var context = new MLContext(seed: 1);
        var text = new TextLoader.Options
        {
            Columns =
            [
                new("Month", DataKind.Single, 0), new("Kind", DataKind.String, 1), new("Fluid", DataKind.String, 2),
                new("Numbers", DataKind.Single, 3, 8), new("Fault", DataKind.Boolean, 9),
            ],
            Separators = [','],
            HasHeader = true,
            MissingRealsAsNaNs = true,                       // or empty cells are read as 0
        };
        IDataView table = context.Data.LoadFromTextFile("pumps.csv", text);
        IDataView first = context.Data.FilterRowsByColumn(table, "Month", upperBound: 6);      // months 1 to 5

        var options = new SparseAutoencoderEstimator.Options
        {
            Training = new TrainingOptions
            {
                HiddenUnits = 8,
                Sparsity = new HeldOptions { Rho = 0.2, Contrast = 0.5 },
                Scaling = new StandardScaling(),
                Decoder = OutputFunction.Linear,
                Impute = Imputation.Mean,
                Optimizer = new AdamOptions { Epochs = 200, Batch = 64 },
            },
            ScoreColumnName = "Unusual",
        };
        var pipeline = context.Transforms.Categorical.OneHotEncoding([new("Kind"), new("Fluid")])
            .Append(context.Transforms.Concatenate("Features", "Numbers", "Kind", "Fluid"))
            .Append(context.Transforms.SparseAutoencoder("Codes", "Features", options));
        var trained = pipeline.Fit(first);
        context.Model.Save(trained, first.Schema, "pumps.zip");
        // ends

        // begins
        IDataView Between(int month, int next) => context.Data.FilterRowsByColumn(table, "Month", month, next);
        // Scores of the rows in which nothing is missing, for the column counts filled cells too.
        float[] Scores(IDataView rows) => [.. context.Data.CreateEnumerable<Judged>(trained.Transform(rows), reuseRowObject: false)
            .Where(row => !row.Features.Any(float.IsNaN)).Select(row => row.Unusual[0]).Order()];

        SparseAutoencoder model = trained.LastTransformer.Model;
        IRows Features(IDataView rows) => Rows.From([.. trained.Transform(rows).GetColumn<float[]>("Features")]);
        foreach (var finding in model.Findings(model.Evaluate(Features(first)), model.Evaluate(Features(Between(6, 7))))) output.WriteLine(finding);

        float[] scores = Scores(Between(6, 7));
        var threshold = scores[(int)(0.99 * (scores.Length - 1))];

        ITransformer loaded = context.Model.Load("pumps.zip", out _);
        var engine = context.Model.CreatePredictionEngine<Reading, Judged>(loaded);
        var judged = engine.Predict(new Reading { Kind = "screw", Fluid = "oil", Numbers = [1200, 29, 7.5f, 21, 42, 2.7f] });
        output.WriteLine($"one reading: {judged.Unusual[0]:F2} of {threshold:F2}");

        for (var month = 6; month <= 12; month++)
            output.WriteLine($"month {month}: mean score {Scores(Between(month, month + 1)).Average():F2}, off rho {model.Evaluate(Features(Between(month, month + 1)))["rho_deviation_mean"]:P0}");
        // ends
    }
}
