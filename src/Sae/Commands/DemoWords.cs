using System.Globalization;
using Sae.Output;
using SparseAutoencoders;
using SparseAutoencoders.Dashboard.Report;
using SparseAutoencoders.Dashboard.Showing;
using SparseAutoencoders.Formats;

namespace Sae.Commands;

/// <summary>sae demo words: units of few codes from sentence embeddings, and what each stands for, read off the sentences.</summary>
internal static class DemoWords
{
    /// <summary>Passes over the rows.</summary>
    public const int Epochs = 40;

    /// <summary>Embeddings and, beside them, the texts and their classes.</summary>
    public const string Embeddings = "data/wordnet/embeddings.npy";

    private const string Texts = "glosses.csv";

    private const int Units = 1024, ActiveUnits = 32, Shown = 12;

    public static int Run(Choices choices, string path, string folder, int epochs, Session session, bool json)
    {
        var texts = Path.Combine(Path.GetDirectoryName(path)!, Texts);
        session.ReadsFrom([path, texts]);
        using var rows = new InterruptibleRows(choices.Open(path, new RowFileOptions { Captions = $"{texts}:gloss", Labels = $"{texts}:class" }), session.Cancellation);
        if (!json)
        {
            session.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Learning {Units} hidden units from {rows.Count:N0} meanings of WordNet, each the embedding of its definition in {rows.Width} numbers ({path}), {ActiveUnits} units to be active on a row."));
            session.Out.WriteLine("The words and classes beside the rows are not learned from: they tell afterwards what a unit stands for.");
        }
        var defaults = TrainingOptions.For(new GatedOptions { L0 = ActiveUnits }, Units);
        var trained = Learning.Train(rows, defaults with { Choices = choices, Optimizer = (AdamOptions)defaults.Optimizer with { Epochs = epochs }, Seed = 1 }, session);
        session.Cancellation.ThrowIfCancellationRequested();

        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, "model.safetensors");
        trained.Save(file);
        var model = session.Load(file);
        var (run, after) = (trained.Run!, model.Evaluate(rows, session.Cancellation));
        var units = model.DescribeUnits(rows, null, session.Cancellation);
        TableOutput.Write(Path.Combine(folder, "units.csv"), new UnitTable(units, rows, null).Columns);
        using (var subject = ServeCommand.Open(file, rows, session))
        {
            subject.Complete();
            ReportFile.WriteAsync(Path.Combine(folder, "report.html"), new ShownSubjects(subject, null), new ReportOptions()).GetAwaiter().GetResult();
        }
        if (json)
        {
            new Report().Add(after, timing: (run.Seconds, run.RowsPerSecond)).Add("epochs", run.Epochs!).Add("output", folder).Write(session.Out, json: true);
            return 0;
        }
        session.Out.WriteLine();
        session.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{run.Epochs} epochs in {run.Seconds:F1} s ({run.RowsPerSecond:N0} rows/s): {after.L0:0.####} units active on a row, {Figure.Percent(after.ExplainedVariance)} of the variance explained, {after.DeadUnits} dead units."));
        session.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Some of the units, those whose words stand out most:"));
        new UnitTable(Telling(units), rows, null).Write(session, Shown);
        session.Out.WriteLine();
        session.Out.WriteLine($"Written to {folder}:");
        session.Out.WriteLine($"  {"report.html",-20} the pages of all this: open it in a browser");
        session.Out.WriteLine($"  {"units.csv",-20} every unit: words, strongest rows, the class it tells best");
        session.Out.WriteLine($"  {"model.safetensors",-20} the model; try: sae similar {file} {path} --row 0 --captions {texts}:gloss");
        return 0;
    }

    /// <summary>The units whose words stand out most, of each word the clearest unit alone.</summary>
    private static List<UnitMeaning> Telling(IReadOnlyList<UnitMeaning> units) =>
        [.. units.Where(unit => unit.Words.Count > 0).OrderByDescending(unit => unit.Words[0].Score).DistinctBy(unit => unit.Words[0].Word).Take(Shown)];
}
