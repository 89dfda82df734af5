using System.CommandLine;
using System.Globalization;
using Sae.Flags;
using Sae.Output;
using SparseAutoencoders;
using SparseAutoencoders.Data;
using SparseAutoencoders.Optimization;

namespace Sae.Commands;

/// <summary>sae train DATA --output MODEL: learns a model, saves it, and judges what was saved.</summary>
internal static class TrainCommand
{
    public static Verb Create(Choices choices)
    {
        var data = new DataFlags(choices);
        var training = new TrainingFlags(choices);
        var output = CommonFlags.Output("MODEL", "the model file to write (safetensors)");
        var runFolder = new Flag<string>("Output", "--run-dir", "DIR", "a new folder for options, metrics and model", FlagText.Path) { Default = "none" };
        var json = CommonFlags.Json();
        var verb = new Verb("train", "learn a model from rows of numbers")
        {
            Remarks = "The figures describe the saved model on the training rows, in the space the network sees (after scaling). "
                + "With --validation they are told for the held-out rows as well.",
            Examples =
            [
                ("196 units that each speak in about one image of twenty:", "sae train images-idx3-ubyte.gz --hidden 196 --rho 0.05 --output m.safetensors"),
                ("the same, each unit's mean exactly 0.05, and no β to choose:", "sae train images-idx3-ubyte.gz --hidden 196 --rho 0.05 --hold-rho --output m.safetensors"),
                ("a table of any size of numbers, one row in ten held out:", "sae train table.csv --scale standard --decoder linear --validation 0.1 --output m.safetensors"),
                ("all rows at once:", "sae train images.npy --rho 0.1 --beta 6 --optimizer lbfgs --output m.safetensors"),
                ("figures for a program:", "sae train images.npy --output m.safetensors --json"),
            ],
            Run = (parse, session) =>
            {
                var request = data.Read(parse);
                var options = training.Read(parse);
                var path = output.Read(parse);
                Destination.CheckFile("--output", path, [], request.Path);
                using var folder = runFolder.IsGiven(parse) ? new RunFolder(runFolder.Read(parse), training, options, request.Path, request.Count) : null;
                using var rows = request.Open(session);
                options = FitBatch(options, rows, training.IsGiven(parse, "batch"));
                return Learn(rows, options, path, folder, session, json.IsGiven(parse));
            },
        };
        verb.Add(data.Data);
        foreach (var option in (IEnumerable<Option>)[.. training.Options, .. data.Options, output, runFolder, json]) verb.Add(option);
        return verb;
    }

    /// <summary>A batch that was asked for and is larger than the rows is refused; the default one becomes all rows.</summary>
    private static TrainingOptions FitBatch(TrainingOptions options, IRows rows, bool asked)
    {
        if (options.Optimizer is not MiniBatchOptions steps || steps.Batch <= rows.Count || rows.Count == 0) return options;
        if (asked)
        {
            throw new WrongUse("--batch", string.Create(CultureInfo.InvariantCulture, $"{steps.Batch} is more than the {rows.Count} rows of {rows.Name}"),
                "Give at most as many, or leave it out");
        }
        return options with { Optimizer = steps with { Batch = rows.Count } };
    }

    private static int Learn(IRows rows, TrainingOptions options, string path, RunFolder? folder, Session session, bool json)
    {
        var trained = Learning.Train(rows, options, session, folder);
        session.Cancellation.ThrowIfCancellationRequested();
        trained.Save(path);
        if (folder is not null) trained.Save(folder.Model);

        // What is told is what the file holds, not what memory holds.
        var saved = SparseAutoencoder.Load(path);
        var run = trained.Run!;
        var report = new Report().Add(saved.Evaluate(run.TrainingRows, session.Cancellation), timing: (run.Seconds, run.RowsPerSecond));
        if (run.Epochs is { } epochs) report.Add("epochs", epochs, "passes over the rows");
        if (run.Iterations is { } iterations) report.Add("iterations", iterations, "steps over all rows");
        if (run.Evaluations is { } evaluations) report.Add("evaluations", evaluations, "times the objective was computed over all rows");
        if (run.RhoHold is { } hold) report.Add("rho_tolerance", hold.Tolerance, "|ρ̂ − ρ| / ρ allowed").Add("rho_held", hold.Met, "every unit within the tolerance on the training rows");
        if (run.ValidationRows is { } heldOut) report.Add(saved.Evaluate(heldOut, session.Cancellation), "validation_");
        report.Write(session.Out, json);
        if (run.RhoHold is { } held) HoldText.Write(json ? session.Error : session.Out, held, run.Before.HiddenUnits);
        if (json) return 0;
        if (run.StoppedEarly is { } reason) session.Out.WriteLine($"stopped early: {reason}");
        session.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"model of {saved.HiddenUnits} units written to {path}"));
        return 0;
    }
}
