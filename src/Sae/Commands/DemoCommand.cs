using System.CommandLine;
using System.Globalization;
using Sae.Flags;
using Sae.Output;
using SparseAutoencoders;

namespace Sae.Commands;

/// <summary>sae demo: the whole main job on the images in the repository: learn, judge before and after, draw.</summary>
internal static class DemoCommand
{
    private const string Images = "data/fashion-mnist/t10k-images-idx3-ubyte.gz";

    private const string Words = "words";

    public static Verb Create(Choices choices)
    {
        var what = new Argument<string>("[WHAT]") { Description = $"nothing: images of clothing; {Words}: sentence embeddings, and what their units stand for", Arity = ArgumentArity.ZeroOrOne };
        var data = new Flag<string>("Data", "--data", "FILE", "rows to learn from", FlagText.Path) { Default = "the images in the repository" };
        var output = new Flag<string>("Output", "--output", "DIR", "the folder to write to", FlagText.Path) { Default = "sae-demo, words sae-demo-words" };
        var epochs = new Flag<int>("Run", "--epochs", "N", "passes over the rows", FlagText.Count) { Default = $"{Text(Epochs)}, words {Text(DemoWords.Epochs)}", Range = "at least 1" };
        var json = CommonFlags.Json();
        var verb = new Verb("demo", "the whole of it on 10,000 images of clothing: learn, judge, draw; under a minute")
        {
            Remarks = "196 hidden units are learned twice: with the plain penalty (β = 1), which pulls each one's mean activation towards ρ = 0.05, and with "
                + "ρ held exactly (--hold-rho). The figures before and after stand side by side; the model with ρ held and pictures of it are written to a folder. "
                + "sae demo words learns 1,024 units of few codes (--sparsity gated --l0 32) from the sentence embeddings of 10,000 definitions, says what a dozen of them stand for, and writes the model, a table of all units and the pages.",
            Examples = [("", "sae demo"), ("units from 10,000 sentences, with the words that tell them:", "sae demo words"), ("a first look, elsewhere:", "sae demo --epochs 5 --output /tmp/look")],
            Run = (parse, session) =>
            {
                var isWords = parse.GetValue(what) is { } word && (word == Words ? true : throw new WrongUse($"'{word}'", "there is no such demo", $"Give {Words}, or nothing"));
                var (folder, passes) = (output.Read(parse, isWords ? "sae-demo-words" : "sae-demo"), epochs.Read(parse, isWords ? DemoWords.Epochs : Epochs));
                if (isWords && data.IsGiven(parse)) throw new WrongUse("--data", "the demo of words has its own rows", "Leave it out; for others use sae train and sae units");
                var path = data.IsGiven(parse) ? data.Read(parse) : Find(isWords ? DemoWords.Embeddings : Images);
                Destination.CheckNewFolder(folder);
                if (isWords) return DemoWords.Run(choices, path, folder, passes, session, json.IsGiven(parse));
                return Run(choices, path, folder, passes, session, json.IsGiven(parse));
            },
        };
        verb.Add(what);
        foreach (var option in (IEnumerable<Option>)[data, output, epochs, json]) verb.Add(option);
        return verb;
    }

    private const int Epochs = 30;
    private const double Rho = 0.05;

    // λ = 3e-4 quietens the pixels that few images light, so that the filters can be read; it costs a little L.
    private static TrainingOptions Options(int epochs, Choices choices) => new()
    {
        Choices = choices,
        HiddenUnits = 196,
        Sparsity = new HeldOptions { Rho = Rho },
        WeightDecay = 3e-4,
        Optimizer = new AdamOptions { Epochs = epochs },
        Seed = 1,
    };

    private static int Run(Choices choices, string path, string folder, int epochs, Session session, bool json)
    {
        using var rows = new InterruptibleRows(choices.Open(path), session.Cancellation);
        var options = Options(epochs, choices);
        if (!json)
        {
            session.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"Learning {options.HiddenUnits} hidden units from {rows.Count:N0} rows of {rows.Width} numbers ({path}), each unit to be active 0.05 on average."));
            session.Out.WriteLine("First with a penalty (β = 1), then with the constraint held.");
        }
        var penalized = Learning.Train(rows, options with { Sparsity = new KlOptions { Rho = Rho } }, session);
        var penalty = penalized.Evaluate(rows, session.Cancellation);
        var trained = Learning.Train(rows, options, session);
        session.Cancellation.ThrowIfCancellationRequested();

        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, "model.safetensors");
        trained.Save(file);
        var model = session.Load(file);
        var (run, after) = (trained.Run!, model.Evaluate(rows, session.Cancellation));
        var (files, _) = ModelPictures.Write(folder, new(model, model.Image, rows, after, run.History), session.Cancellation);

        var findings = FindingsText.Of(session, trained, after);
        if (json)
        {
            FindingsText.Write(session, findings, json);
            FindingsText.Add(new Report().Add(after, timing: (run.Seconds, run.RowsPerSecond)).Add("epochs", run.Epochs!)
                .Add(run.Before, "before_").Add(penalty, "penalty_").Add("output", folder), findings).Write(session.Out, json: true);
            return 0;
        }
        WriteTable(session.Out, run.Before, penalty, after);
        HoldText.Write(session.Out, run.Constraint!, model.HiddenUnits);
        FindingsText.Write(session, findings, json);
        session.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{run.Epochs} epochs: {penalized.Run!.Seconds:F1} s with the penalty, {run.Seconds:F1} s held ({run.RowsPerSecond:N0} rows/s)"));
        session.Out.WriteLine();
        session.Out.WriteLine($"Written to {folder}:");
        session.Out.WriteLine($"  {"model.safetensors",-22} the model with ρ held; try: sae evaluate {file} {path}");
        ModelPictures.List(session.Out, files, options.Sparsity);
        return 0;
    }

    private static void WriteTable(TextWriter writer, Evaluation before, Evaluation penalty, Evaluation held)
    {
        (string Label, Func<Evaluation, double> Read)[] lines =
        [
            ("L, squared error of a row", e => e.LossReconstruction),
            ("Ω, sparsity penalty", e => e.Penalty),
            ($"ρ̂, mean of all units (ρ = {Text(Rho)})", e => e.MeanActivation),
            ("ρ̂ of the least active unit", e => e.MeanActivationMin),
            ("ρ̂ of the most active unit", e => e.MeanActivationMax),
            ("|ρ̂ − ρ| / ρ, mean of all units", e => e["rho_deviation_mean"]),
            ("|ρ̂ − ρ| / ρ of the worst unit", e => e["rho_deviation_max"]),
            ("contrast, mean of all units", e => e.Contrast),
            ("active units of a row (L0)", e => e.L0),
            ("explained variance", e => e.ExplainedVariance),
            ("dead units", e => e.DeadUnits),
        ];
        writer.WriteLine();
        writer.WriteLine($"{"",-36}{"before",12}{"penalty",12}{"held",12}");
        foreach (var (label, read) in lines) writer.WriteLine($"{Padded(label, 36)}{Cell(label, read(before)),12}{Cell(label, read(penalty)),12}{Cell(label, read(held)),12}");
        writer.WriteLine();
    }

    // A combining mark (the hat of ρ̂) takes no column.
    private static string Padded(string text, int columns) => text + new string(' ', columns - new StringInfo(text).LengthInTextElements);

    private static string Cell(string label, double value) => label.StartsWith('|') ? Figure.Percent(value) : Report.Shown(Math.Abs(value) >= 1 ? Math.Round(value, 2) : Math.Round(value, 4));

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Find(string data)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, data);
            if (File.Exists(path)) return Path.GetRelativePath(Environment.CurrentDirectory, path);
        }
        throw new FileNotFoundException($"{data}: not found above the program's folder. Give other rows with --data FILE.");
    }
}
